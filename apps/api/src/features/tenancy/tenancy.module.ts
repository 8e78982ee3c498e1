import { Module } from '@nestjs/common';
import { Onboarding } from './onboarding.ts';
import { GetMeHandler } from './queries/get-me.ts';
import { GetSchoolHandler } from './queries/get-school.ts';
import { TenancyController } from './tenancy.controller.ts';

/** Districts, schools and who is signed in. */
@Module({ controllers: [TenancyController], providers: [Onboarding, GetMeHandler, GetSchoolHandler], exports: [Onboarding] })
export class TenancyModule {}
