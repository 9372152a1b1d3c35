// What markdown-pages makes of a document: HTML.
declare module '*.md?page' {
  const html: string;
  export default html;
}
