// The completion of package-lock.json by packages for other platforms that the registry at hand did not have. Without
// them `npm ci` refuses the lock file, or leaves a platform out. To be run after each `npm install`; it adds, and never
// changes.
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const added = [];

for (const [owner, { dev, optionalDependencies = {} }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const isThere = [`node_modules/${name}`, `${owner}/node_modules/${name}`].some(
      (path) => path in lock.packages,
    );
    if (isThere) continue;
    if (!/^\d+\.\d+\.\d+/.test(version))
      throw new Error(`${owner}: which version of ${name} is meant by ${version}?`);
    const words = name.split(/[/-]/);
    const named = (key, list) => {
      const found = list.filter((word) => words.includes(word));
      return found.length === 0 ? {} : { [key]: found };
    };
    const libc = words.includes('musl') ? ['musl'] : /gnu/.test(name) ? ['glibc'] : undefined;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...named('cpu', PROCESSORS),
      ...(dev === true ? { dev } : {}),
      ...(libc === undefined || !words.includes('linux') ? {} : { libc }),
      optional: true,
      ...named('os', SYSTEMS),
    };
    added.push(name);
  }
}

const byPath = ([one], [other]) => (one < other ? -1 : 1);
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byPath));
if (added.length > 0) writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(
  `${added.length} packages added to package-lock.json\n${added.map((name) => `  ${name}\n`).join('')}`,
);
