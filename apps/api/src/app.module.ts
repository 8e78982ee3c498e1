import { Module } from '@nestjs/common';
import { PlatformModule } from './platform/platform.module.ts';

/** Every feature of the product. This file alone lists them all. */
export const features = [];

@Module({ imports: [PlatformModule, ...features] })
export class AppModule {}
