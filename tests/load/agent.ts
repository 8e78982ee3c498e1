import { recording } from './agent-recording.ts';
import { resultOf, type BenchResult, type Goal } from './protocol.ts';

export const goal: Goal = {
  id: 'A1',
  subject: 'CPU of the agent per camera (record, seal, hash, fdatasync, RTP for live views) / of ffmpeg -c copy -f segment alone',
  gate: 2.5,
  target: 1.5,
  lowerIsBetter: true,
};

/** The agent's CPU against the cheapest thing that records at all. */
export async function run(): Promise<BenchResult> {
  const { agent, ffmpeg, details } = await recording();
  return resultOf(goal, agent.map(({ cpuPercent }, round) => cpuPercent / ffmpeg[round]!.cpuPercent), details);
}
