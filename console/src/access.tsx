// The token of whoever looks: kept for this tab alone.
import { token } from './ask.ts';
import { formText } from './form-text.ts';

export function Access({ isOpen = false }: { readonly isOpen?: boolean }) {
  return (
    <details open={isOpen}>
      <summary>Access</summary>
      <form
        aria-label="Access"
        onSubmit={(event) => {
          event.preventDefault();
          token.set(formText(event.currentTarget, 'token'));
          location.reload();
        }}
      >
        <label>
          Bearer token
          <input name="token" type="password" autoComplete="off" defaultValue={token.get()} />
        </label>
        <button type="submit">Use it</button>
      </form>
    </details>
  );
}
