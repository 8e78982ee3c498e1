// The content policy forbids making code from text. Schemas would probe for it as soon as they are made, so this stands before every module.
globalThis.__zod_globalConfig = { jitless: true };
