// Words: the reserved words of SPARQL 1.1, and of 1.2 and LATERAL where our engine reads them.

/** Words that open a line of their own at the top of a query and in a sub-query. */
export const CLAUSES = ["SELECT", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"];

export const FORMS = ["SELECT", "CONSTRUCT", "ASK", "DESCRIBE"];

export const PROLOGUE = ["PREFIX", "BASE", "VERSION"];

/** Words that open an update, or a part of one. */
export const UPDATES = [
  "INSERT", "DELETE", "WITH", "USING", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY",
];

/** Words that open a pattern inside braces. */
export const PATTERNS = ["FILTER", "BIND", "OPTIONAL", "MINUS", "GRAPH", "SERVICE", "LATERAL", "UNION", "VALUES"];

/** Functions and aggregates: their arguments follow in brackets. */
export const FUNCTIONS = [
  "ABS", "ADJUST", "AVG", "BNODE", "BOUND", "CEIL", "COALESCE", "CONCAT", "CONTAINS", "COUNT", "DATATYPE", "DAY",
  "ENCODE_FOR_URI", "FLOOR", "GROUP_CONCAT", "HASLANG", "HASLANGDIR", "HOURS", "IF", "IRI", "ISBLANK", "ISIRI",
  "ISLITERAL", "ISNUMERIC", "ISTRIPLE", "ISURI", "LANG", "LANGDIR", "LANGMATCHES", "LCASE", "MAX", "MD5", "MIN",
  "MINUTES", "MONTH", "NOW", "OBJECT", "PREDICATE", "RAND", "REGEX", "REPLACE", "ROUND", "SAMETERM", "SAMPLE",
  "SECONDS", "SHA1", "SHA256", "SHA384", "SHA512", "STR", "STRAFTER", "STRBEFORE", "STRDT", "STRENDS", "STRLANG",
  "STRLANGDIR", "STRLEN", "STRSTARTS", "STRUUID", "SUBJECT", "SUBSTR", "SUM", "TIMEZONE", "TRIPLE", "TZ", "UCASE",
  "URI", "UUID", "YEAR",
];

const OTHERS = [
  "ALL", "AS", "ASC", "BY", "DATA", "DEFAULT", "DESC", "DISTINCT", "EXISTS", "FROM", "IN", "INTO", "NAMED", "NOT",
  "REDUCED", "SEPARATOR", "SILENT", "TO", "UNDEF",
];

const RESERVED = new Set([
  ...CLAUSES, ...FORMS, ...PROLOGUE, ...UPDATES, ...PATTERNS, ...FUNCTIONS, ...OTHERS,
]);

/** A reserved word in capitals; any other word as it is. */
export function capitals(word) {
  const upper = word.toUpperCase();
  return RESERVED.has(upper) ? upper : word;
}

export function isFunction(word) {
  return FUNCTIONS.includes(word.toUpperCase());
}
