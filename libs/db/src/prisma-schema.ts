/** One column of a table, as Prisma's schema or the catalog tells it. */
export type Column = { readonly name: string; readonly type: string; readonly nullable: boolean };
/** One table; keys and uniques are lists of columns in order, foreign keys `columns -> table columns`. */
export type Table = {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
  readonly uniques: readonly (readonly string[])[];
  readonly foreignKeys: readonly string[];
};

type Field = { readonly name: string; readonly type: string; readonly mark: string; readonly rest: string };

/** PostgreSQL's type for each of Prisma's, unless an attribute names one. */
const TYPES: Readonly<Record<string, string>> = { String: 'text', Int: 'integer', BigInt: 'bigint', Float: 'double precision', Boolean: 'boolean', Json: 'jsonb', Bytes: 'bytea' };
const NATIVE: Readonly<Record<string, string>> = { 'Timestamptz(6)': 'timestamp with time zone', Date: 'date', SmallInt: 'smallint', 'Decimal(5, 2)': 'numeric(5,2)' };

/**
 * The tables that a Prisma schema describes. Reads the subset of the language that ours is written in.
 * @throws Error — at a type that has no counterpart here, so that nothing is passed over
 */
export function tablesOf(schema: string): Table[] {
  const models = new Map([...schema.matchAll(/^model (\w+) \{\n([^}]*)\}/gm)].map(([, name, body]) => [name!, body!]));
  const tableOf = (model: string): string => /@@map\("(\w+)"\)/.exec(models.get(model)!)![1]!;
  const fieldsOf = (model: string): Field[] =>
    [...models.get(model)!.matchAll(/^ {2}(\w+) +(\w+)(\[\]|\?)?(.*)$/gm)].map(([, name, type, mark = '', rest]) => ({ name: name!, type: type!, mark, rest: rest! }));
  const columnOf = (model: string, name: string): string => /@map\("(\w+)"\)/.exec(fieldsOf(model).find((field) => field.name === name)!.rest)?.[1] ?? name;
  const columnsOf = (model: string, list: string): string[] => list.split(',').map((name) => columnOf(model, name.trim()));

  return [...models.keys()].map((model) => {
    const body = models.get(model)!;
    const fields = fieldsOf(model);
    const scalars = fields.filter(({ type }) => !models.has(type));
    const marked = (attribute: string): string[] => scalars.filter(({ rest }) => new RegExp(`@${attribute}\\b`).test(rest)).map(({ name }) => columnOf(model, name));
    const id = /@@id\(\[([^\]]+)\]\)/.exec(body)?.[1];
    return {
      name: tableOf(model),
      columns: scalars.map(({ name, type, mark, rest }) => ({ name: columnOf(model, name), type: sqlType(type, mark, rest), nullable: mark === '?' })),
      primaryKey: id ? columnsOf(model, id) : marked('id'),
      uniques: [...marked('unique').map((name) => [name]), ...[...body.matchAll(/@@unique\(\[([^\]]+)\]\)/g)].map(([, list]) => columnsOf(model, list!))],
      foreignKeys: fields.flatMap(({ type, rest }) => {
        const relation = /@relation\(fields: \[([^\]]+)\], references: \[([^\]]+)\]/.exec(rest);
        return relation ? [`${columnsOf(model, relation[1]!).join(', ')} -> ${tableOf(type)} ${columnsOf(type, relation[2]!).join(', ')}`] : [];
      }),
    };
  });
}

function sqlType(type: string, mark: string, rest: string): string {
  const native = /@db\.(\w+(?:\([^)]*\))?)/.exec(rest)?.[1];
  const found = native ? NATIVE[native] : TYPES[type];
  if (!found) throw new Error(`no PostgreSQL type is known for ${type} ${native ?? ''}`);
  return mark === '[]' ? `${found}[]` : found;
}
