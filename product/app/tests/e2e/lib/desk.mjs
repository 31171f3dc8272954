// Starts the built program for a test file, on a free port and with a folder of its own, and ends it.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The longest a start may take on a busy machine. */
const START = 120_000;
/** The longest a stop may take: running jobs are let end. */
const STOP = 30_000;

/** The built program. */
export const program = needed('QUERIST_BIN');

/** The value of a variable that `cargo xtask test` sets; without it the test fails. */
export function needed(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: start these tests with \`cargo xtask test --only e2e\``);
  }
  return value;
}

/** A running server. */
export class Desk {
  #child;
  #ended;
  #folder;
  #out = '';
  #log = '';

  /**
   * Starts `querist demo`; waits until it is ready.
   *
   * @param options `patient`: people take the seconds that a form needs at the least. Else it takes what is sent at once.
   */
  static demo(options = {}) {
    return Desk.#start('demo', options);
  }

  /**
   * Starts `querist serve`.
   *
   * @param options `config` is the text of a configuration file; `port` a free port, where it must be known
   *   before; `folder` what an earlier server left behind; `patient` as for `demo`.
   */
  static serve(options = {}) {
    return Desk.#start('serve', options);
  }

  static async #start(command, { config = null, folder = null, port = 0, patient = false }) {
    const desk = new Desk();
    desk.#folder = folder ?? mkdtempSync(join(tmpdir(), 'querist-e2e-'));
    const args = [command, '--listen', `127.0.0.1:${port}`, '--data', desk.data];
    if (config !== null) {
      const file = join(desk.#folder, 'querist.toml');
      writeFileSync(file, config, { mode: 0o600 });
      args.push('--config', file);
    }
    desk.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = () => desk.#child.kill('SIGKILL');
    process.once('exit', kill);
    desk.#ended = new Promise((resolve) => desk.#child.once('exit', (code, signal) => {
      process.removeListener('exit', kill);
      resolve({ code, signal });
    }));
    desk.#child.stderr.on('data', (bytes) => { desk.#log += bytes; });
    await desk.#ready();
    desk.#read();
    if (!patient) {
      await desk.#hurry();
    }
    return desk;
  }

  /** Lets forms be sent as soon as they are shown, which the program knows within a second. */
  async #hurry() {
    const statement = "INSERT OR REPLACE INTO setting (key, value, changed_at) VALUES ('forms.filling_seconds', '0', 0)";
    const script = `import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=30); c.execute(sys.argv[2]); c.commit()`;
    const ran = spawnSync('python3', ['-c', script, join(this.data, 'querist.db'), statement], { encoding: 'utf8' });
    if (ran.status !== 0) {
      throw new Error(`the setting could not be written: ${ran.stderr}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  }

  /** Resolves once the program says that it is ready. */
  #ready() {
    return new Promise((resolve, reject) => {
      const why = (text) => reject(new Error(`${text}\n${this.#out}${this.#log}`));
      const timer = setTimeout(() => why('the server did not become ready'), START);
      this.#child.stdout.on('data', (bytes) => {
        this.#out += bytes;
        if (/^Ready$/m.test(this.#out)) {
          clearTimeout(timer);
          resolve();
        }
      });
      this.#ended.then(({ code }) => {
        clearTimeout(timer);
        why(`the server ended with ${code}`);
      });
    });
  }

  /** Takes addresses and accounts from what was printed. */
  #read() {
    this.public = this.#out.match(/^Public: (\S+)$/m)[1];
    this.staff = this.#out.match(/^Staff: (\S+)$/m)[1];
    this.url = this.public.replace(/\/$/, '');
    const lines = this.#out.matchAll(/^Sign in: (\S+) (\S+) \((\w+)\)$/gm);
    this.accounts = Object.fromEntries([...lines].map(([, email, password, level]) => [level, { email, password, level }]));
  }

  /** The data directory. */
  get data() {
    return join(this.#folder, 'data');
  }

  /** Everything printed so far. */
  get printed() {
    return this.#out;
  }

  /** Everything logged so far. */
  get log() {
    return this.#log;
  }

  /** The link that makes the first administrator, while there is none. */
  get invitation() {
    return this.#out.match(/^There is no account yet\..*\n(\S+)$/m)?.[1] ?? null;
  }

  /** Ends the server in order and removes its folder, unless it is kept for another start; returns the folder. */
  async stop({ keep = false } = {}) {
    this.#child.kill('SIGTERM');
    const late = new Promise((_, reject) => {
      setTimeout(() => reject(new Error('the server did not end in time')), STOP).unref();
    });
    try {
      const { code } = await Promise.race([this.#ended, late]);
      if (code !== 0) {
        throw new Error(`the server ended with ${code}\n${this.#log}`);
      }
      const bad = this.#log.split('\n').filter((line) => /panicked|ERROR/.test(line));
      if (bad.length > 0) {
        throw new Error(`the server logged faults:\n${bad.join('\n')}`);
      }
    } finally {
      this.#child.kill('SIGKILL');
      if (!keep) {
        rmSync(this.#folder, { recursive: true, force: true });
      }
    }
    return this.#folder;
  }
}

/** A port of loopback that is free. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Runs another command of the program to its end. */
export function run(...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  return { status, stdout, stderr };
}
