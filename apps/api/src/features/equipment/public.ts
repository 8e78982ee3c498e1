export { type Keeper } from './camera-rules.ts';
export { SILENCE_SECONDS } from '@guardroom/domain';
export { CreateGateway, enrolmentHash, renewCode } from './commands/create-gateway.ts';
export { RegisterCamera } from './commands/register-camera.ts';
export { gatewayShouldChange } from './desired-change.ts';
export { REVIEW_DUE_ON, REVIEW_JOINS } from './review-sql.ts';
export { KeySupply } from './key-supply.ts';
