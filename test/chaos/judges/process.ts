import { verdict, type Verdict } from './verdict.ts';

/** The process ended well, and nothing was thrown where nobody caught it. */
export function judgeProcess(exitCode: number | null, written: string): Verdict {
  const lines = written.split('\n').filter((line) => /unhandled|uncaught|"level":"(?:error|fatal)"/i.test(line));
  const reasons = [...(exitCode === 0 ? [] : [`it exited with ${String(exitCode)}`]), ...lines];
  return verdict('no crash', `exit code ${String(exitCode)}`, reasons);
}
