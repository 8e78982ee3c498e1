import type { ReactElement, ReactNode } from 'react';
import { Box, Typography, useTheme } from '@mui/material';
import { useTranslate } from 'react-admin';
import { WhyControl } from '../../components/why/WhyControl.tsx';
import { useFigure } from './figures.ts';
import type { Policy } from './PolicyPage.tsx';

type Parameter = Policy['parameters'][number];

/** The range in which a figure may lie, in words. */
export function useRange(): (parameter: Parameter) => string {
  const translate = useTranslate();
  return ({ from, to }) => translate(from === to ? 'policy_page.range_one' : 'policy_page.range', { from, to });
}

/** Every figure: what counts, who asks for how much, which way is stricter, and why. */
export function Parameters({ policy, mover }: { readonly policy: Policy; readonly mover: 'school' | 'district' }): ReactElement {
  const translate = useTranslate();
  const { colours } = useTheme();
  const figure = useFigure();
  const range = useRange();
  const columns = ['parameter', 'in_force', 'baseline', 'district', ...(mover === 'school' ? ['school'] : []), 'direction'];
  return (
    <Box component="table" sx={{ width: '100%', borderCollapse: 'collapse', '& th, & td': { textAlign: 'left', verticalAlign: 'top', py: 2.5, pr: 4, borderBottom: `1px solid ${colours.hairline}` }, '& thead th': { color: 'text.secondary', fontWeight: 500, fontSize: 13 }, '@media (max-width: 899px)': { display: 'block', '& thead': { display: 'none' }, '& tbody, & tr, & th, & td': { display: 'block', border: 0, py: 0.5 }, '& tr': { borderBottom: `1px solid ${colours.hairline}`, py: 3 } } }}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {translate(`policy_page.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {policy.parameters.map((parameter) => (
          <tr key={parameter.parameter}>
            <th scope="row">
              <Typography component="span" sx={{ fontWeight: 600 }}>
                {translate(`policy_parameter.${parameter.parameter}`)}
              </Typography>{' '}
              <WhyControl
                control={parameter.control}
                clauses={parameter.clauses}
                words={`${translate(`policy_parameter_help.${parameter.parameter}`)} ${translate('policy_page.why_words')}`}
                todo={translate('policy_page.why_todo')}
                facts={[
                  { name: translate('policy_page.why_baseline'), value: `${figure(parameter.parameter, parameter.baseline)}（${translate(parameter.isLaw ? 'policy_page.law' : 'policy_page.proposal_of_platform')}）` },
                  { name: translate('policy_page.why_district'), value: parameter.district === null ? '—' : figure(parameter.parameter, parameter.district) },
                  ...(mover === 'school' ? [{ name: translate('policy_page.why_school'), value: parameter.school === null ? '—' : figure(parameter.parameter, parameter.school) }] : []),
                  { name: translate('policy_page.why_range'), value: range(parameter) },
                ]}
              />
              <Typography variant="body2" sx={{ color: 'text.secondary', fontWeight: 400 }}>
                {translate(`policy_parameter_help.${parameter.parameter}`)}
              </Typography>
            </th>
            <Cell name={translate('policy_page.column.in_force')}>
              <strong>{figure(parameter.parameter, parameter.inForce)}</strong>
            </Cell>
            <Cell name={translate('policy_page.column.baseline')}>
              {figure(parameter.parameter, parameter.baseline)}
              <Typography variant="caption" sx={{ color: 'text.secondary', display: { md: 'block' }, ml: { xs: 2, md: 0 } }}>
                {translate(parameter.isLaw ? 'policy_page.law' : 'policy_page.proposal_of_platform')}
              </Typography>
            </Cell>
            <Cell name={translate('policy_page.column.district')}>{parameter.district === null ? <Follows /> : figure(parameter.parameter, parameter.district)}</Cell>
            {mover === 'school' && <Cell name={translate('policy_page.column.school')}>{parameter.school === null ? <Follows /> : figure(parameter.parameter, parameter.school)}</Cell>}
            <Cell name={translate('policy_page.column.direction')}>{translate(`policy_page.stricter_${parameter.stricter}`)}</Cell>
          </tr>
        ))}
      </tbody>
    </Box>
  );
}

/** A cell that carries its heading along on a phone. */
function Cell({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <td>
      <Box component="span" aria-hidden sx={{ display: { xs: 'inline-block', md: 'none' }, '@media print': { display: 'none' }, width: 72, color: 'text.secondary', fontSize: 13 }}>
        {name}
      </Box>
      {children}
    </td>
  );
}

function Follows(): ReactElement {
  const translate = useTranslate();
  return (
    <Box component="span" sx={{ color: 'text.secondary' }}>
      {translate('policy_page.follows')}
    </Box>
  );
}
