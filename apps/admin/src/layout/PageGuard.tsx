import { Component, type ReactElement, type ReactNode } from 'react';
import { ApiError } from '@guardroom/client';
import { Problem } from '../components/Problem.tsx';

/** Keeps the frame standing when a page fails, and says so in words; a new page starts afresh. */
export class PageGuard extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state = { error: undefined as unknown };

  /** Only the API's own answers are told as they are: a mistake of a page, often a TypeError, is no lost connection. */
  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error: error instanceof ApiError ? error : new Error('the page failed', { cause: error }) };
  }

  override render(): ReactNode | ReactElement {
    return this.state.error === undefined ? this.props.children : <Problem error={this.state.error} onRetry={() => this.setState({ error: undefined })} />;
  }
}
