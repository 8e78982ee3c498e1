import { recording } from './agent-recording.ts';
import { resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'A2',
  subject: 'memory (PSS) of the agent and its FFmpegs per camera / of ffmpeg -c copy -f segment alone',
  gate: 2,
  target: 1.5,
  lowerIsBetter: true,
};

/** The agent's memory against the same number of bare recorders. */
export async function run(): Promise<BenchResult> {
  const { agent, ffmpeg, details } = await recording();
  return resultOf(goal, agent.map(({ memoryMiB }, round) => memoryMiB / ffmpeg[round]!.memoryMiB), details);
}
