/**
 * The confidentiality undertaking that everybody near footage signs anew each year. What is signed is this version, word for word;
 * a new wording is a new version.
 * @source R17 §5.1
 * @source R23 5.5
 */
export const UNDERTAKING = {
  version: '2026-1',
  'zh-CN': [
    '录像、实时画面和调阅内容只用于规定的用途；不拍摄、不复制、不传播，不在监控室以外的场所议论。',
    '监控范围、设备位置、型号、地址和布防信息不向任何人透露。',
    '不为自己或他人查看与当班职责无关的人和事；未经批准不向任何人展示画面。',
    '工作中知悉的学校事务和师生个人信息，在岗期间和离岗以后都予保密。',
    '我知悉：在岗情况以签到、门禁和点验应答核对，不采集按键内容，不录音，不作人脸识别。',
    '违反以上承诺的，依学校制度和法律承担责任。',
  ],
  en: [
    'Footage, live pictures and what is seen in viewings serve the stated purposes only; I do not film, copy or pass on any of it, nor talk of it outside the monitoring room.',
    'I tell nobody what is watched, where devices stand, their models, addresses or the layout.',
    'I do not look at people or things that are none of my duty, neither for myself nor for others, and show no picture to anybody without approval.',
    'What I learn of the school and of pupils and staff stays confidential, on this post and after it.',
    'I know that presence is checked by sign-on, door and answers to probes; no keystrokes, no sound and no faces are recorded for it.',
    'Whoever breaks this answers for it under the rules of the school and the law.',
  ],
} as const;
