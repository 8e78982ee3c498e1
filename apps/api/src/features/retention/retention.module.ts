import { Module } from '@nestjs/common';
import { ExpireHold } from './due/expire-hold.ts';
import { LockHeldObjects } from './due/lock-held-objects.ts';

/** Keeps held footage from going, and lets it go again. */
@Module({ providers: [ExpireHold, LockHeldObjects] })
export class RetentionModule {}
