export { type AtSchool, type HoldKind, type HoldSource, type NewHold, type Stretch, extendHoldsOf, heldFootageOf, heldUntil, heldUntilEach, placeHold, releaseHoldsOf } from './holds.ts';
