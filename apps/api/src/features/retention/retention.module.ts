import { Module } from '@nestjs/common';
import { ExpireHold } from './due/expire-hold.ts';
import { ExtendRetention } from './due/extend-retention.ts';
import { LockHeldObjects } from './due/lock-held-objects.ts';
import { NoteLongerRetention } from './reactions/note-longer-retention.ts';

/** Keeps held footage from going, and lets it go again. */
@Module({ providers: [ExpireHold, LockHeldObjects, ExtendRetention, NoteLongerRetention] })
export class RetentionModule {}
