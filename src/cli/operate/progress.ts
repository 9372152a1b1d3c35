// Progress of a rebuild at a terminal: one line that is written over; nothing where the output goes elsewhere.
import type { RebuildReport } from '../../engine/model/operations.ts';

/** Characters of the bar. */
const WIDTH = 30;

export function progressLine(report: RebuildReport): string {
  const { projection, state, position, head, eventsPerSecond, remainingMs } = report;
  const share = head === '0' ? 1 : Math.min(1, Number(position) / Number(head));
  const full = Math.round(share * WIDTH);
  const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
  const rate = eventsPerSecond === undefined ? '' : `  ${eventsPerSecond}/s`;
  const rest = remainingMs === undefined ? '' : `  ${Math.ceil(remainingMs / 1000)} s left`;
  const words = state.toLowerCase().replaceAll('_', ' ');
  return `${projection} ${bar} ${position}/${head}${rate}${rest}  ${words}`;
}

/** To be told again and again, and at the end. */
export function showProgress(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>) {
  const start = '\r\u001b[K';
  return {
    show: (report: RebuildReport): void => {
      if (stream.isTTY) stream.write(`${start}${progressLine(report)}`);
    },
    end: (): void => {
      if (stream.isTTY) stream.write(start);
    },
  };
}
