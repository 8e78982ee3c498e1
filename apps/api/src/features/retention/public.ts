export { type AtSchool, heldUntil, holdThroughGrant, placeProvisionalHold, releaseHolds } from './holds.ts';
