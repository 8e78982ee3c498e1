import { Module } from '@nestjs/common';
import { RecordingKeys } from './recording-keys.ts';

/** What is held and what is missing of every camera, and the keys of recordings. */
@Module({ providers: [RecordingKeys], exports: [RecordingKeys] })
export class RecordingModule {}
