import type { NameLanguage } from '#shared/domain/unit/names.ts'

/**
 * How a grammar says what a name is. An edge is a node's type, a dot, and the field that its child has in it, empty where it
 * has none.
 */
export interface NameTable {
  /** Node types that are names. */
  readonly leaves: ReadonlySet<string>
  /** Edges above a name that make it a definition at the top, and anywhere else something bound. */
  readonly defines: ReadonlySet<string>
  /** Node types between the top and a definition that leave it one of the top. */
  readonly top: ReadonlySet<string>
  /** Edges right above a name that bind it. */
  readonly binds: ReadonlySet<string>
  /** Edges anywhere above a name that bind it, but for `uses`. */
  readonly bindsBelow: ReadonlySet<string>
  /** Edges right above a name that use it whatever it lies in. */
  readonly uses: ReadonlySet<string>
  /** Edges right above what is named like a property, or only repeats. */
  readonly skips: ReadonlySet<string>
  /** Node types in which nothing is looked at. */
  readonly dark: ReadonlySet<string>
}

const of = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

export const nameTables: Readonly<Record<NameLanguage, NameTable>> = {
  javascript: {
    leaves: of(
      'identifier type_identifier shorthand_property_identifier shorthand_property_identifier_pattern',
    ),
    defines: of(`
      function_declaration.name generator_function_declaration.name function_signature.name class_declaration.name
      abstract_class_declaration.name interface_declaration.name type_alias_declaration.name enum_declaration.name
      variable_declarator.name internal_module.name module.name
    `),
    top: of('program export_statement ambient_declaration lexical_declaration variable_declaration'),
    binds: of(`
      formal_parameters. object_pattern. array_pattern. rest_pattern. assignment_pattern.left pair_pattern.value
      object_assignment_pattern.left arrow_function.parameter function_expression.name class.name
      generator_function.name type_parameter.name mapped_type_clause.name infer_type. index_signature.name
      required_parameter.name optional_parameter.name import_alias. import_require_clause. namespace_export.
      export_statement.
    `),
    bindsBelow: of(`
      required_parameter.pattern optional_parameter.pattern catch_clause.parameter for_in_statement.left
    `),
    uses: of(''),
    skips: of('nested_type_identifier.name jsx_closing_element.name export_specifier.alias'),
    dark: of('import_statement'),
  },
  python: {
    leaves: of('identifier'),
    defines: of(`
      function_definition.name class_definition.name assignment.left pattern_list. tuple_pattern. list_pattern.
    `),
    top: of(`
      module expression_statement assignment pattern_list tuple_pattern list_pattern if_statement else_clause elif_clause
      try_statement except_clause finally_clause with_statement block decorated_definition for_statement
    `),
    binds: of(`
      parameters. lambda_parameters. default_parameter.name typed_parameter. typed_default_parameter.name
      list_splat_pattern. dictionary_splat_pattern. for_statement.left for_in_clause.left as_pattern_target.
      named_expression.name global_statement. nonlocal_statement. type_alias_statement.left type_parameter.
    `),
    bindsBelow: of('case_clause.alternative case_clause.'),
    uses: of(''),
    skips: of('attribute.attribute keyword_argument.name'),
    dark: of('import_statement import_from_statement future_import_statement'),
  },
  go: {
    leaves: of('identifier type_identifier'),
    defines: of(`
      function_declaration.name type_spec.name type_alias.name const_spec.name var_spec.name
    `),
    top: of('source_file type_declaration const_declaration var_declaration var_spec_list'),
    binds: of(`
      parameter_declaration.name variadic_parameter_declaration.name type_parameter_declaration.name
    `),
    bindsBelow: of(`
      short_var_declaration.left range_clause.left receive_statement.left type_switch_statement.alias
      keyed_element.key keyed_element.
    `),
    uses: of(''),
    skips: of('qualified_type.name'),
    dark: of('import_declaration package_clause'),
  },
  rust: {
    leaves: of('identifier type_identifier shorthand_field_identifier'),
    defines: of(`
      function_item.name function_signature_item.name struct_item.name enum_item.name union_item.name type_item.name
      const_item.name static_item.name trait_item.name mod_item.name
    `),
    top: of('source_file'),
    binds: of('closure_parameters. type_parameters. type_parameter.name const_parameter.name'),
    bindsBelow: of(`
      let_declaration.pattern parameter.pattern for_expression.pattern let_condition.pattern match_arm.pattern
      closure_parameters.
    `),
    uses: of(`
      scoped_identifier.path scoped_type_identifier.path tuple_struct_pattern.type struct_pattern.type parameter.type
    `),
    skips: of(`
      scoped_identifier.name scoped_type_identifier.name macro_invocation.macro enum_variant.name type_binding.name
      associated_type.name field_initializer.field
    `),
    dark: of(`
      token_tree attribute_item inner_attribute_item lifetime label macro_definition use_declaration visibility_modifier
      extern_crate_declaration
    `),
  },
}
