// An answer that is believed for a while before it is asked for again; failures are not.
export function believed<Answer>(ask: () => Promise<Answer>, forMs: number): () => Promise<Answer> {
  let known: { readonly answer: Promise<Answer>; readonly until: number } | undefined;
  return () => {
    if (known && performance.now() < known.until) return known.answer;
    const answer = ask();
    known = { answer, until: performance.now() + forMs };
    answer.catch(() => {
      known = undefined;
    });
    return answer;
  };
}
