// The type of a document as markdown-pages makes it: HTML.
declare module '*.md?page' {
  const html: string;
  export default html;
}
