// SPDX-License-Identifier: GPL-3.0-or-later
// As much of JSON Schema as an OpenAPI document of answers needs. No branch of a oneOf is exclusive:
// the documents of this API leave them open.

const kindOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

function resolve(document, schema) {
  while (schema?.$ref)
    schema = schema.$ref.replace(/^#\//, '').split('/').reduce((part, name) => part[name], document);
  return schema ?? {};
}

/** What is wrong with `value`, a sentence each. */
export function matches(document, unresolved, value, where) {
  const schema = resolve(document, unresolved);
  const problems = [];
  const kind = kindOf(value);

  if (value === null && (schema.nullable || [schema.type].flat().includes('null')))
    return [];
  for (const part of schema.allOf ?? [])
    problems.push(...matches(document, part, value, where));
  const any = schema.oneOf ?? schema.anyOf;
  if (any && !any.some((part) => matches(document, part, value, where).length === 0))
    problems.push(`${where}: fits none of ${any.length} descriptions`);
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => type === kind || (type === 'integer' && Number.isInteger(value)) || (type === 'number' && kind === 'number')))
    return [...problems, `${where}: is ${kind}, not ${types.join(' or ')}`];
  if (schema.enum && !schema.enum.includes(value))
    problems.push(`${where}: ${JSON.stringify(value)} is none of ${schema.enum.join(', ')}`);
  if (schema.format === 'date-time' && Number.isNaN(Date.parse(value)))
    problems.push(`${where}: ${value} is no time`);
  if (kind === 'object') {
    for (const name of schema.required ?? [])
      if (!(name in value))
        problems.push(`${where}: has no ${name}`);
    for (const [name, part] of Object.entries(schema.properties ?? {}))
      if (name in value)
        problems.push(...matches(document, part, value[name], `${where}.${name}`));
    if (typeof schema.additionalProperties === 'object')
      for (const [name, member] of Object.entries(value))
        if (!(name in (schema.properties ?? {})))
          problems.push(...matches(document, schema.additionalProperties, member, `${where}.${name}`));
  }
  if (kind === 'array' && schema.items)
    value.forEach((member, index) => problems.push(...matches(document, schema.items, member, `${where}[${index}]`)));
  return problems;
}
