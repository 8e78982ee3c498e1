export { DecidePolicy } from './commands/decide-policy.ts';
export { ProposePolicy } from './commands/propose-policy.ts';
export { readPlan } from './district-plan.ts';
export { Onboarding, type OnboardedSchool } from './onboarding.ts';
export { policyOf, rectificationTermsOf, type SchoolPolicy } from './policy.ts';
