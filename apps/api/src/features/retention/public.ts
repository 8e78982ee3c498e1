export { type AtSchool, heldUntil, keepHoldsUntil, placeProvisionalHold, releaseHolds } from './holds.ts';
