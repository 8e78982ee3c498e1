import { describe, expect, test } from '@jest/globals';
import { tallyOf, total } from './checks.ts';

const clean = { numPassedTests: 7, numFailedTests: 0, numRuntimeErrorTestSuites: 0, numTotalTests: 7 };

describe('the closing line of the checks', () => {
  test('counts passed and failed tests', () => {
    expect(total([{ passed: 1, failed: 0 }, tallyOf({ ...clean, numFailedTests: 2 })])).toEqual({ passed: 8, failed: 2 });
  });

  test('counts a file that could not be run as failed', () => {
    expect(tallyOf({ ...clean, numRuntimeErrorTestSuites: 1 }).failed).toBe(1);
  });

  test('fails when no test ran', () => {
    expect(tallyOf({ ...clean, numPassedTests: 0, numTotalTests: 0 }).failed).toBe(1);
  });

  test('fails when the test runner left no report', () => {
    expect(tallyOf(undefined)).toEqual({ passed: 0, failed: 1 });
  });
});
