// Text of a page that is hard to read: too little contrast with what it stands on.
// https://www.w3.org/TR/WCAG22/#contrast-minimum
import type { Page } from 'playwright-core';

const LEAST = 4.5;

/** Each with its ratio. What can't be used at present, and what is on its way, may be pale. */
export function lowContrast(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`(() => {
    const brush = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    const paint = (color) => { brush.fillStyle = color; brush.fillRect(0, 0, 1, 1); };
    const pixel = () => [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
    const linear = (part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const luminance = (rgb) => rgb.reduce((sum, part, at) => sum + linear(part) * [0.2126, 0.7152, 0.0722][at], 0);
    const contrast = (element) => {
      const ancestors = [];
      for (let each = element; each; each = each.parentElement) ancestors.unshift(each);
      paint('Canvas');
      for (const each of ancestors) paint(getComputedStyle(each).backgroundColor);
      const ground = luminance(pixel());
      paint(getComputedStyle(element).color);
      const text = luminance(pixel());
      return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    };
    const isText = (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '';
    return [...document.body.querySelectorAll('*')]
      .filter((element) => [...element.childNodes].some(isText) && element.checkVisibility())
      .filter((element) => !element.closest(':disabled, [data-sending="true"], script, style'))
      .map((element) => [contrast(element), element])
      .filter(([ratio]) => ratio < ${LEAST})
      .map(([ratio, element]) => ratio.toFixed(2) + ' ' + element.textContent.trim().slice(0, 60));
  })()`);
}
