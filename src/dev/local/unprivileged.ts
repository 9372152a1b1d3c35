// PostgreSQL's programs run as somebody other than root, as whom they refuse to run.
import { chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Explained } from '../../engine/model/explained.ts';
import { runProcess, type Program } from './processes.ts';

type Wrap = (program: Program) => Program;

const UNSHARE = ['--user', '--map-user=65534', '--map-group=65534'];

let canUnshare: Promise<boolean> | undefined;

/**
 * How to run programs as somebody who is not root and can use the folder. As root on Linux: in a user namespace,
 * where the same files are ours under another number, so that nothing changes its owner; where that is forbidden:
 * as user `postgres` or `nobody`, who is then made the owner of the folder.
 */
export async function unprivileged(folder: string, file: string): Promise<Wrap> {
  if (process.getuid?.() !== 0) return (program) => program;
  canUnshare ??= runProcess({ file: 'unshare', args: [...UNSHARE, 'true'] }).then(
    // One that a signal has ended (Ctrl-C reaches it too) says nothing, and files must not change their owner for that.
    (run) => run.status === 0 || run.signal !== undefined,
  );
  if (await canUnshare) {
    return (program) => ({
      ...program,
      file: 'unshare',
      args: [...UNSHARE, program.file, ...program.args],
    });
  }
  return asOtherUser(folder, file);
}

/** The fallback of `unprivileged`; exported for its test. */
export async function asOtherUser(folder: string, file: string): Promise<Wrap> {
  for (const name of ['postgres', 'nobody']) {
    const user = await userNamed(name);
    if (user === undefined) continue;
    const reaches = await runProcess({ file: 'test', args: ['-x', file], user });
    if (reaches.status !== 0) continue;
    await chownAll(folder, user);
    const writes = await runProcess({ file: 'test', args: ['-w', folder], user });
    if (writes.status === 0) return (program) => ({ ...program, user });
  }
  throw new Explained(
    `PostgreSQL refuses to run as root, and no other user (postgres, nobody) can reach both ${folder} and ${file}. ` +
      `Run as an ordinary user, move the project to a folder that all users may enter, ` +
      `or set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

async function userNamed(name: string): Promise<{ uid: number; gid: number } | undefined> {
  const uid = await runProcess({ file: 'id', args: ['-u', name] });
  const gid = await runProcess({ file: 'id', args: ['-g', name] });
  if (uid.status !== 0 || gid.status !== 0) return undefined;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

async function chownAll(folder: string, user: { uid: number; gid: number }): Promise<void> {
  await chown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { recursive: true })) {
    await chown(join(folder, entry), user.uid, user.gid);
  }
}
