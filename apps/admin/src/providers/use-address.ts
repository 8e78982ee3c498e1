import { useLocation, useNavigate } from 'react-admin';

/** What stands behind the `?` of the address, and a way to change it in place, so that a view can be sent to a colleague. */
export function useAddress(): readonly [URLSearchParams, (values: Readonly<Record<string, string>>) => void] {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const address = new URLSearchParams(search);
  const put = (values: Readonly<Record<string, string>>): void => {
    const next = new URLSearchParams(search);
    for (const [key, value] of Object.entries(values)) {
      if (value) next.set(key, value);
      else next.delete(key);
    }
    void navigate({ pathname, search: next.toString() }, { replace: true });
  };
  return [address, put];
}
