// Writes src/api/routes.ts from the OpenAPI document of a running server:
//   node tools/routes.mjs http://127.0.0.1:8080 > src/api/routes.ts
// One line for each operation: what its address, its query and its body may hold. The answers are
// described in src/api/shapes.ts.
const [, , from] = process.argv;
if (!from) {
  console.error('usage: node tools/routes.mjs http://127.0.0.1:PORT > src/api/routes.ts');
  process.exit(3);
}
const document = await (await fetch(new URL('/openapi.json', from))).json();

function typeOf(schema = {}) {
  if (schema.oneOf) return [...new Set(schema.oneOf.map(typeOf))].join(' | ');
  if (schema.enum) return schema.enum.map((v) => `'${v}'`).join(' | ');
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'array': {
      const item = typeOf(schema.items);
      return item.includes('|') ? `(${item})[]` : `${item}[]`;
    }
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'object':
      return schema.properties ? members(schema.properties, schema.required) : 'Record<string, unknown>';
    case 'string':
      return 'string';
    default:
      return 'unknown';
  }
}

function members(properties, required = []) {
  const out = Object.entries(properties)
    .sort(([x], [y]) => (x < y ? -1 : 1))
    .map(([name, schema]) => `${/^\w+$/.test(name) ? name : `'${name}'`}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`);
  return out.length ? `{ ${out.join('; ')} }` : 'never';
}

function resolve(parameter) {
  return parameter.$ref ? document.components.parameters[parameter.$ref.split('/').pop()] : parameter;
}

const everywhere = ['lang', 'on', 'as-of']; // what every operation takes
const lines = [];
for (const [path, operations] of Object.entries(document.paths)) {
  if (!path.startsWith('/api/v1/')) continue;
  for (const [method, operation] of Object.entries(operations)) {
    const given = (operation.parameters ?? []).map(resolve);
    const at = (place) => {
      const found = given.filter((p) => p.in === place && !everywhere.includes(p.name));
      return members(Object.fromEntries(found.map((p) => [p.name, p.schema])), found.filter((p) => p.required).map((p) => p.name));
    };
    const common = given.some((p) => p.name === 'lang');
    const query = [common ? 'Common' : 'never', at('query')].filter((q) => q !== 'never').join(' & ') || 'never';
    const body = operation.requestBody?.content?.['application/json']?.schema;
    const parts = [['path', at('path')], ['query', query], ['body', body ? typeOf(body) : 'never']].filter(([, type]) => type !== 'never');
    lines.push(`  '${method.toUpperCase()} ${path.slice('/api/v1'.length)}': { ${parts.map(([name, type]) => `${name}: ${type}`).join('; ')} };`);
  }
}
lines.sort();
console.log(`// Made by tools/routes.mjs from /openapi.json; not edited by hand.
export interface Common {
  lang?: 'zh-CN' | 'en';
  on?: string;
  'as-of'?: string;
}
export interface Routes {
${lines.join('\n').replace(/\{ {2}\}/g, 'object')}
}`);
