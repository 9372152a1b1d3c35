// Details for developers: there, but not in the way.

export function Details({ children }: { readonly children: string }) {
  return (
    <details className="details">
      <summary>Details</summary>
      <code>{children}</code>
    </details>
  );
}
