import { Component, type ReactElement, type ReactNode } from 'react';
import { Problem } from '../components/Problem.tsx';

/** Keeps the frame standing when a page fails, and says so in words; a new page starts afresh. */
export class PageGuard extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state = { error: undefined as unknown };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode | ReactElement {
    return this.state.error === undefined ? this.props.children : <Problem error={this.state.error} onRetry={() => this.setState({ error: undefined })} />;
  }
}
