/**
 * Realm roles of the platform. A role is granted only by an accepted appointment to a post and taken away when it ends.
 * @source R10 §6(1)
 */
export const ROLES = [
  'platform_operator',
  'district_admin',
  'district_officer',
  'legal_representative',
  'principal',
  'deputy_safety',
  'leading_group_member',
  'security_lead',
  'centre_head',
  'deputy_head',
  'duty_cadre',
  'watch_keeper',
  'equipment_admin',
  'student_affairs',
  'staff',
  'contractor',
  'authority_liaison',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles held at the bureau: they read registers, results and counts of a whole district and never footage. */
export const BUREAU_ROLES = ['district_admin', 'district_officer'] as const satisfies readonly Role[];
export type BureauRole = (typeof BUREAU_ROLES)[number];

/** Roles held at a competent authority: they file requests and receive what was granted, at their own desk. @source R22 4 */
export const AGENCY_ROLES = ['authority_liaison'] as const satisfies readonly Role[];
export type AgencyRole = (typeof AGENCY_ROLES)[number];

/** Roles held at one school. */
export const SCHOOL_ROLES = [
  'legal_representative',
  'principal',
  'deputy_safety',
  'leading_group_member',
  'security_lead',
  'centre_head',
  'deputy_head',
  'duty_cadre',
  'watch_keeper',
  'equipment_admin',
  'student_affairs',
  'staff',
  'contractor',
] as const satisfies readonly Role[];
export type SchoolRole = (typeof SCHOOL_ROLES)[number];

/**
 * Roles whose holders must have proved a second factor in this very login (`amr` holds `otp`): those of the control
 * `data.role-based-accounts`, and the deputy for safety, who signs for what leaves the school.
 */
export const MFA_REQUIRED_ROLES: readonly Role[] = [
  'platform_operator',
  'district_admin',
  'district_officer',
  'legal_representative',
  'principal',
  'deputy_safety',
  'leading_group_member',
  'security_lead',
  'centre_head',
  'equipment_admin',
  'authority_liaison',
];

/** Roles whose holders may stand beside an applicant as escort while footage plays. @source R12 6 */
export const ESCORT_ROLES: readonly SchoolRole[] = ['security_lead', 'centre_head', 'deputy_head', 'duty_cadre', 'watch_keeper'];

/** Roles that decide a request to see footage. @source R22 3 */
export const APPROVER_ROLES: readonly SchoolRole[] = ['principal', 'legal_representative'];
