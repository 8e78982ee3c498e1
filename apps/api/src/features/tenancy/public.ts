export { Onboarding, type DistrictPlan, type NewPerson, type OnboardedSchool } from './onboarding.ts';
export { policyOf, type SchoolPolicy } from './policy.ts';
