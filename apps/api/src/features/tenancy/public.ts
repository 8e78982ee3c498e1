export { DecidePolicy } from './commands/decide-policy.ts';
export { ProposePolicy } from './commands/propose-policy.ts';
export { Onboarding, type DistrictPlan, type NewPerson, type OnboardedSchool } from './onboarding.ts';
export { policyOf, rectificationTermsOf, type SchoolPolicy } from './policy.ts';
