//! Every function and operator with the value that Terraform's documentation gives.

use std::sync::Arc;

use super::conversion::number_text;
use super::expression::Instance;
use super::names::Names;
use super::value::{Found, Shape, Value, Written};
use crate::located::hcl;

/// A value in one line: `?` is unknown, `!` an error, `…` any number of unknown elements, `{}` a set, `<a=1>` a map.
fn shown(found: &Found) -> String {
    let list = |items: &[Found]| items.iter().map(shown).collect::<Vec<_>>().join(",");
    match &found.value {
        Value::Unknown => "?".to_owned(),
        Value::Error => "!".to_owned(),
        Value::Rest => "…".to_owned(),
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number_text(*number).unwrap_or_else(|_| "?".to_owned()),
        Value::Text(text) => format!("{text:?}"),
        Value::List(Shape::Set, items) => format!("{{{}}}", list(items)),
        Value::List(_, items) => format!("[{}]", list(items)),
        Value::Map(members) => {
            let member = |(name, value): &(String, Found)| format!("{name}={}", shown(value));
            format!("<{}>", members.iter().map(member).collect::<Vec<_>>().join(","))
        }
        Value::Attribute(address, name) => format!("@{address}.{name}"),
    }
}

/// The names that the rows use: `var.u` is unknown, `local.l` is `["a", "b"]`, `local.m` is `{ a = 1, b = 2 }`.
fn names() -> Names {
    let source: Arc<str> = Arc::from("main.tf");
    let text = "u = var.u\nl = [\"a\", \"b\"]\nm = { a = 1, b = 2 }\nn = null\nself = local.self\n\
                o = [{ n = \"x\", l = [1] }, { n = \"y\", l = [2] }]\n";
    let body = hcl::parse("main.tf", text).unwrap();
    let local = |one: hcl::Attribute| {
        (one.name.value, Written { source: Arc::clone(&source), expression: one.value })
    };
    Names { locals: body.attributes.into_iter().map(local).collect(), ..Names::default() }
}

fn evaluated(names: &Names, text: &str) -> String {
    let body =
        hcl::parse("main.tf", &format!("x = {text}\n")).unwrap_or_else(|error| panic!("{text}: {error}"));
    let expression = &body.attributes.first().unwrap().value;
    let instance = Instance::default();
    let (found, _) = names.with_errors(&Arc::from("main.tf"), expression, Some(&instance));
    shown(&found)
}

fn check(rows: &[(&str, &str)]) {
    let names = names();
    let wrong: Vec<_> = rows
        .iter()
        .map(|(text, expected)| (text, expected, evaluated(&names, text)))
        .filter(|(_, expected, found)| **expected != found)
        .map(|(text, expected, found)| format!("{text}\n  is {found}, expected {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn operators_and_constructors() {
    check(&[
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("7 / 2", "3.5"),
        ("7 % 4", "3"),
        ("-7 % 4", "-3"),
        ("0.1 + 0.2", "0.3"),
        ("1 / 3", "?"),
        ("1 / 0", "!"),
        ("\"5\" + 1", "6"),
        ("\"a\" + 1", "!"),
        ("-(3)", "-3"),
        ("-local.m.a", "-1"),
        ("!true", "false"),
        ("!\"true\"", "false"),
        ("!1", "!"),
        ("1 == 1", "true"),
        ("1 == \"1\"", "false"),
        ("\"a\" != \"b\"", "true"),
        ("null == null", "true"),
        ("null == \"\"", "false"),
        ("[1, 2] == [1, 2]", "true"),
        ("[1, 2] == [2, 1]", "false"),
        ("[\"a\"] == tolist([\"a\"])", "false"),
        ("toset([\"b\", \"a\"]) == toset([\"a\", \"b\"])", "true"),
        // A map and an object are not told apart.
        ("{ a = 1 } == { a = 1 }", "?"),
        ("{ a = 1 } == { b = 1 }", "false"),
        ("var.u == 1", "?"),
        ("[1, var.u] == [2, var.u]", "false"),
        ("1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3", "true"),
        ("\"10\" > 9", "true"),
        ("false && var.u", "false"),
        ("true || var.u", "true"),
        ("var.u || true", "true"),
        ("true && var.u", "?"),
        ("true ? 1 : 2", "1"),
        ("true ? 1 : \"x\"", "\"1\""),
        ("\"false\" ? 1 : 2", "2"),
        ("null ? 1 : 2", "!"),
        ("var.u ? 1 : 1", "1"),
        ("var.u ? 1 : 2", "?"),
        ("var.u ? [\"a\", \"b\"] : [\"a\"]", "[\"a\",…]"),
        ("var.u ? { a = 1, b = 2 } : { a = 1, b = 3 }", "<a=1,b=?>"),
        ("[1, \"a\", true, null]", "[1,\"a\",true,null]"),
        ("{ b = 1, a = 2 }", "<a=2,b=1>"),
        ("{ (local.l[0]) = 1 }", "<a=1>"),
        ("{ \"${local.l[1]}x\" = 1 }", "<bx=1>"),
        ("{ (var.u) = 1 }", "?"),
        ("local.self", "?"),
        ("local.nothing", "?"),
        ("terraform.workspace", "?"),
        ("okta_group.a.name", "@okta_group.a.name"),
        ("okta_group.a[0].id", "@okta_group.a.id"),
        ("okta_group.a[*].id", "@okta_group.a.id"),
        ("data.okta_group.a[local.l[0]].id", "@data.okta_group.a.id"),
    ]);
}

#[test]
fn traversals_and_for() {
    check(&[
        ("local.l[1]", "\"b\""),
        ("local.l[\"1\"]", "\"b\""),
        ("local.l[2]", "!"),
        ("local.l[-1]", "!"),
        ("local.l[0.5]", "!"),
        ("local.l.0", "\"a\""),
        ("local.m.a", "1"),
        ("local.m[\"b\"]", "2"),
        ("local.m[local.l[1]]", "2"),
        ("local.m.c", "!"),
        ("local.n.c", "!"),
        ("local.m[var.u]", "?"),
        ("{ a = [\"x\"], b = [\"x\", \"y\"] }[var.u]", "[\"x\",…]"),
        ("[[\"x\"], [\"x\"]][var.u]", "[\"x\"]"),
        ("var.u.a", "?"),
        ("toset([\"a\"])[0]", "!"),
        ("local.o[*].n", "[\"x\",\"y\"]"),
        ("local.o[*].l[0]", "[1,2]"),
        ("local.o.*.n", "[\"x\",\"y\"]"),
        ("local.o.*.l[1]", "[2]"),
        ("local.n[*]", "[]"),
        ("\"x\"[*]", "[\"x\"]"),
        ("local.m[*].a", "[1]"),
        ("var.u[*]", "?"),
        ("[for x in local.l : upper(x)]", "[\"A\",\"B\"]"),
        ("[for i, x in local.l : \"${i}${x}\"]", "[\"0a\",\"1b\"]"),
        ("[for k, v in local.m : \"${k}${v}\"]", "[\"a1\",\"b2\"]"),
        ("[for v in local.m : v]", "[1,2]"),
        ("[for k, v in toset([\"b\", \"a\"]) : \"${k}${v}\"]", "[\"aa\",\"bb\"]"),
        ("[for x in [1, 2, 3] : x if x > 1]", "[2,3]"),
        ("[for x in [1, 2] : x if x > var.u]", "[…,…]"),
        ("[for x in local.l : var.u]", "[?,?]"),
        ("[for x in var.u : x]", "?"),
        ("[for x in concat(local.l, var.u) : x]", "[\"a\",\"b\",…]"),
        ("[for x in null : x]", "!"),
        ("[for x in \"a\" : x]", "!"),
        ("{ for x in local.l : x => upper(x) }", "<a=\"A\",b=\"B\">"),
        ("{ for k, v in local.m : v => k }", "<1=\"a\",2=\"b\">"),
        ("{ for x in [\"a\", \"a\"] : x => x }", "!"),
        ("{ for x in [\"aa\", \"ab\", \"b\"] : substr(x, 0, 1) => x... }", "<a=[\"aa\",\"ab\"],b=[\"b\"]>"),
        ("{ for x in local.l : x => x if var.u }", "?"),
        ("[for x in [for y in local.l : \"${y}1\"] : \"${x}2\"]", "[\"a12\",\"b12\"]"),
        ("[for my_x in local.l : my_x]", "[\"a\",\"b\"]"),
        ("(local.l)[0]", "\"a\""),
        ("tolist(local.l)[0]", "\"a\""),
    ]);
}

#[test]
fn templates() {
    check(&[
        ("\"x${1}${true}y\"", "\"x1truey\""),
        ("\"${local.l}\"", "[\"a\",\"b\"]"),
        ("\"x${local.l}\"", "!"),
        ("\"x${null}\"", "!"),
        ("\"x${var.u}\"", "?"),
        ("\"a\\tb\\\"\\\\\\n\\u0041\"", "\"a\\tb\\\"\\\\\\nA\""),
        ("\"$${x} %%{y}\"", "\"${x} %{y}\""),
        ("\"%{ if true }a%{ else }b%{ endif }\"", "\"a\""),
        ("\"%{ if false }a%{ endif }\"", "\"\""),
        ("\"%{ for x in local.l }${x},%{ endfor }\"", "\"a,b,\""),
        ("\"%{ for i, x in local.l }${i}${x}%{ endfor }\"", "\"0a1b\""),
        ("\"a ${~ \"b\" ~} c\"", "\"abc\""),
        ("<<EOT\na\n  ${local.l[0]}\nEOT", "\"a\\n  a\\n\""),
        ("<<-EOT\n    a\n      b\n    EOT", "\"a\\n  b\\n\""),
        ("<<EOT\n%{ for x in local.l ~}\n${x}\n%{ endfor ~}\nEOT", "\"a\\nb\\n\""),
        ("templatestring(\"<$${x}>\", { x = \"a\" })", "\"<a>\""),
    ]);
}

#[test]
fn numbers_and_kinds() {
    check(&[
        ("abs(-12.4)", "12.4"),
        ("ceil(5.1)", "6"),
        ("floor(4.9)", "4"),
        ("max(12, 54, 3)", "54"),
        ("max([12, 54, 3]...)", "54"),
        ("min(12, 54, 3)", "3"),
        ("pow(3, 2)", "9"),
        ("pow(4, 0)", "1"),
        ("log(16, 2)", "4"),
        ("signum(-13)", "-1"),
        ("signum(0)", "0"),
        ("parseint(\"FF\", 16)", "255"),
        ("parseint(\"-10\", 2)", "-2"),
        ("parseint(\"9\", 8)", "!"),
        ("sum([10, 13, 6, 4.5])", "33.5"),
        ("sum([])", "!"),
        ("tostring(1.5)", "\"1.5\""),
        ("tostring(true)", "\"true\""),
        ("tostring(null)", "null"),
        ("tostring([])", "!"),
        ("tonumber(\"1e3\")", "1000"),
        ("tonumber(\"no\")", "!"),
        ("tobool(\"true\")", "true"),
        ("tobool(\"no\")", "!"),
        ("tobool(1)", "!"),
        ("toset([\"c\", \"b\", \"b\"])", "{\"b\",\"c\"}"),
        ("toset([\"a\", \"b\", 3])", "{\"3\",\"a\",\"b\"}"),
        ("toset([10, 9, 10])", "{9,10}"),
        ("toset([\"a\", var.u])", "{\"a\",?}"),
        ("tolist([\"a\", \"b\", 3])", "[\"a\",\"b\",\"3\"]"),
        ("tolist(toset([\"b\", \"a\"]))", "[\"a\",\"b\"]"),
        ("tolist(\"a\")", "!"),
        ("tomap({ a = 1, b = \"x\" })", "<a=\"1\",b=\"x\">"),
        ("sensitive(\"a\")", "\"a\""),
        ("nonsensitive(local.l)", "[\"a\",\"b\"]"),
        ("can(local.m.a)", "true"),
        ("can(local.m.c)", "false"),
        ("can(var.u)", "?"),
        ("try(local.m.c, \"x\")", "\"x\""),
        ("try(local.m.a, \"x\")", "1"),
        ("try(local.m.c, local.l[9], [1])", "[1]"),
        ("try([local.m.c], [1])", "[1]"),
        ("try(var.u, \"x\")", "?"),
        ("try(local.m.c)", "!"),
        ("try(tonumber(\"x\"), 0)", "0"),
        ("timestamp()", "?"),
        ("uuid()", "?"),
        ("provider::okta::x(1)", "?"),
        ("core::upper(\"a\")", "\"A\""),
        ("nosuch(1)", "?"),
    ]);
}

#[test]
fn strings() {
    check(&[
        ("chomp(\"hello\\n\\n\")", "\"hello\""),
        ("startswith(\"hello\", \"he\")", "true"),
        ("endswith(\"hello\", \"lo\")", "true"),
        ("strcontains(\"hello\", \"ll\")", "true"),
        ("format(\"Hello, %s!\", \"Ander\")", "\"Hello, Ander!\""),
        ("format(\"There are %d lights\", 4)", "\"There are 4 lights\""),
        (
            "format(\"%05d|%-5s|%5s|%.2f|%t|%q|%%|%v\", 42, \"a\", \"b\", 1.5, true, \"q\", 7)",
            "\"00042|a    |    b|1.50|true|\\\"q\\\"|%|7\"",
        ),
        ("format(\"%[2]s %[1]s\", \"a\", \"b\")", "\"b a\""),
        ("format(\"%x %b\", 255, 5)", "\"ff 101\""),
        ("format(\"%s\")", "!"),
        ("format(\"a\", 1)", "!"),
        ("format(\"%s\", var.u)", "?"),
        ("formatlist(\"Hello, %s!\", [\"A\", \"B\"])", "[\"Hello, A!\",\"Hello, B!\"]"),
        ("formatlist(\"%s %s\", \"x\", [\"A\", \"B\"])", "[\"x A\",\"x B\"]"),
        ("formatlist(\"%s\", [\"A\", var.u])", "[\"A\",?]"),
        ("formatlist(\"%s%s\", [\"A\"], [\"B\", \"C\"])", "!"),
        ("indent(2, \"a\\nb\")", "\"a\\n  b\""),
        ("join(\", \", [\"foo\", \"bar\"])", "\"foo, bar\""),
        ("join(\"-\", [\"a\"], [\"b\", 1])", "\"a-b-1\""),
        ("join(\"-\", [\"a\", var.u])", "?"),
        ("split(\",\", \"a,b\")", "[\"a\",\"b\"]"),
        ("split(\",\", \"\")", "[\"\"]"),
        ("split(\"\", \"ab\")", "[\"a\",\"b\"]"),
        ("lower(\"HeLLO\")", "\"hello\""),
        ("upper(\"hello\")", "\"HELLO\""),
        ("title(\"hello world\")", "\"Hello World\""),
        ("strrev(\"hello\")", "\"olleh\""),
        ("substr(\"hello world\", 1, 4)", "\"ello\""),
        ("substr(\"hello\", -3, -1)", "\"llo\""),
        ("substr(\"hello\", 2, 99)", "\"llo\""),
        ("trim(\"?!hello?!\", \"!?\")", "\"hello\""),
        ("trimprefix(\"helloworld\", \"hello\")", "\"world\""),
        ("trimsuffix(\"helloworld\", \"world\")", "\"hello\""),
        ("trimspace(\"  hello\\n\\n\")", "\"hello\""),
        ("replace(\"1 + 2 + 3\", \"+\", \"-\")", "\"1 - 2 - 3\""),
        ("replace(\"hello world\", \"/w.*d/\", \"all\")", "\"hello all\""),
        ("replace(\"ab\", \"/(a)(b)/\", \"$2$1\")", "\"ba\""),
        ("regex(\"[a-z]+\", \"53453453.345345aaabbbccc23454\")", "\"aaabbbccc\""),
        ("regex(\"(\\\\d+)-(\\\\d+)\", \"12-34\")", "[\"12\",\"34\"]"),
        ("regex(\"^(?P<a>[^:]+):(?P<b>.*)$\", \"x:y\")", "<a=\"x\",b=\"y\">"),
        ("regex(\"[a-z]+\", \"123\")", "!"),
        ("regexall(\"[a-z]+\", \"1a2b\")", "[\"a\",\"b\"]"),
        ("regexall(\"[a-z]+\", \"12\")", "[]"),
        ("regex(\"(\", \"1\")", "?"),
    ]);
}

#[test]
fn collections() {
    check(&[
        ("alltrue([\"true\", true])", "true"),
        ("alltrue([true, false, var.u])", "false"),
        ("alltrue([])", "true"),
        ("anytrue([false, var.u])", "?"),
        ("anytrue([false, true])", "true"),
        ("chunklist([\"a\", \"b\", \"c\"], 2)", "[[\"a\",\"b\"],[\"c\"]]"),
        ("coalesce(\"\", \"b\")", "\"b\""),
        ("coalesce(null, 1, \"a\")", "\"1\""),
        ("coalesce([\"\", \"b\"]...)", "\"b\""),
        ("coalesce(null, \"\")", "!"),
        ("coalesce(var.u, \"b\")", "?"),
        ("coalescelist([], [\"c\"])", "[\"c\"]"),
        ("compact([\"a\", \"\", null, \"b\", var.u])", "[\"a\",\"b\",…]"),
        ("concat([\"a\", \"\"], [\"b\"])", "[\"a\",\"\",\"b\"]"),
        ("concat([\"a\"], var.u)", "[\"a\",…]"),
        ("concat([\"a\"], toset([\"b\"]))", "!"),
        ("contains([\"a\", \"b\"], \"a\")", "true"),
        ("contains([\"a\", \"b\"], \"d\")", "false"),
        ("contains([\"a\", var.u], \"d\")", "?"),
        ("distinct([\"a\", \"b\", \"a\"])", "[\"a\",\"b\"]"),
        ("element([\"a\", \"b\", \"c\"], 4)", "\"b\""),
        ("element([\"a\", \"b\", \"c\"], -1)", "\"c\""),
        ("element([], 0)", "!"),
        ("flatten([[\"a\", [\"b\"]], [], \"c\"])", "[\"a\",\"b\",\"c\"]"),
        ("flatten([[\"a\"], var.u])", "[\"a\",…]"),
        ("index([\"a\", \"b\"], \"b\")", "1"),
        ("index([\"a\"], \"b\")", "!"),
        ("keys({ c = 2, a = var.u })", "[\"a\",\"c\"]"),
        ("values({ c = 2, a = 1 })", "[1,2]"),
        ("length([\"a\", \"b\"])", "2"),
        ("length([\"a\", var.u])", "2"),
        ("length(toset([\"a\", var.u]))", "?"),
        ("length(concat([\"a\"], var.u))", "?"),
        ("length({})", "0"),
        ("length(\"hello\")", "5"),
        ("length(1)", "!"),
        ("lookup({ a = \"ay\" }, \"a\", \"what?\")", "\"ay\""),
        ("lookup({ a = \"ay\" }, \"c\", \"what?\")", "\"what?\""),
        ("lookup({ a = \"ay\" }, \"c\")", "!"),
        ("lookup({ a = [1, 2], b = [1] }, var.u, [1])", "[1,…]"),
    ]);
}

#[test]
fn more_collections() {
    check(&[
        ("matchkeys([\"i1\", \"i2\", \"i3\"], [\"w\", \"e\", \"w\"], [\"w\"])", "[\"i1\",\"i3\"]"),
        ("merge({ a = 1, b = 2 }, { b = 3 }, null)", "<a=1,b=3>"),
        ("merge({ a = 1 }, var.u)", "?"),
        ("merge([{ a = 1 }, { b = 2 }]...)", "<a=1,b=2>"),
        ("one([])", "null"),
        ("one([\"a\"])", "\"a\""),
        ("one(toset([\"a\"]))", "\"a\""),
        ("one([1, 2])", "!"),
        ("range(3)", "[0,1,2]"),
        ("range(1, 4)", "[1,2,3]"),
        ("range(1, 8, 2)", "[1,3,5,7]"),
        ("range(4, 1)", "[4,3,2]"),
        ("range(1, 3, 0)", "!"),
        ("range(1000000000)", "!"),
        ("reverse([1, 2, 3])", "[3,2,1]"),
        ("setintersection([\"a\", \"b\"], [\"b\", \"c\"])", "{\"b\"}"),
        ("setintersection([\"a\", \"b\"], concat([\"b\"], var.u))", "{\"b\",…,…}"),
        ("setproduct([\"a\", \"b\"], [1, 2])", "[[\"a\",1],[\"a\",2],[\"b\",1],[\"b\",2]]"),
        ("setsubtract([\"a\", \"b\"], [\"a\"])", "{\"b\"}"),
        ("setsubtract([\"a\", \"b\"], [\"a\", var.u])", "{…}"),
        ("setunion([\"a\", \"b\"], [\"b\", \"c\"])", "{\"a\",\"b\",\"c\"}"),
        ("setunion([\"a\"], var.u)", "{\"a\",…}"),
        ("slice([\"a\", \"b\", \"c\", \"d\"], 1, 3)", "[\"b\",\"c\"]"),
        ("slice([\"a\"], 0, 2)", "!"),
        ("sort([\"e\", \"d\", \"a\", \"x\"])", "[\"a\",\"d\",\"e\",\"x\"]"),
        ("sort([\"b\", var.u, \"a\"])", "[\"a\",\"b\",…]"),
        ("transpose({ a = [\"1\", \"2\"], b = [\"2\", \"3\"] })", "<1=[\"a\"],2=[\"a\",\"b\"],3=[\"b\"]>"),
        ("zipmap([\"a\", \"b\"], [1, 2])", "<a=1,b=2>"),
        ("zipmap([\"a\"], [1, 2])", "!"),
    ]);
}

#[test]
fn encodings_and_paths() {
    check(&[
        ("base64encode(\"Hello World\")", "\"SGVsbG8gV29ybGQ=\""),
        ("base64decode(\"SGVsbG8gV29ybGQ=\")", "\"Hello World\""),
        ("base64decode(\"%%%\")", "!"),
        ("textencodebase64(\"Hello\", \"UTF-16LE\")", "\"SABlAGwAbABvAA==\""),
        ("textdecodebase64(\"SABlAGwAbABvAA==\", \"UTF-16LE\")", "\"Hello\""),
        ("urlencode(\"Hello World & é\")", "\"Hello+World+%26+%C3%A9\""),
        (
            "jsonencode({ hello = \"<world>\", n = [1, null, true] })",
            "\"{\\\"hello\\\":\\\"\\\\u003cworld\\\\u003e\\\",\\\"n\\\":[1,null,true]}\"",
        ),
        ("jsondecode(\"{\\\"hello\\\": [\\\"world\\\", 1.5, null]}\")", "<hello=[\"world\",1.5,null]>"),
        ("jsondecode(\"true\")", "true"),
        ("jsondecode(\"{\")", "!"),
        (
            "yamldecode(\"hello: world\\nlist:\\n  - 1\\n  - \\\"1\\\"\\n  - true\\n\")",
            "<hello=\"world\",list=[1,\"1\",true]>",
        ),
        ("yamldecode(\"a: yes\\n\")", "<a=true>"),
        ("yamldecode(yamlencode({ a = [\"x\", { b = 1 }], c = {} }))", "<a=[\"x\",<b=1>],c=<>>"),
        ("csvdecode(\"a,b\\n1,2\\n3,4\\n\")", "[<a=\"1\",b=\"2\">,<a=\"3\",b=\"4\">]"),
        ("basename(\"foo/bar/baz.txt\")", "\"baz.txt\""),
        ("dirname(\"foo/bar/baz.txt\")", "\"foo/bar\""),
        ("dirname(\"baz.txt\")", "\".\""),
        ("pathexpand(\"/etc\")", "\"/etc\""),
        ("pathexpand(\"~/x\")", "?"),
        ("abspath(\"x\")", "?"),
        ("file(\"x\")", "?"),
    ]);
}

#[test]
fn values_have_the_kind_that_they_have_in_common() {
    check(&[
        ("true ? [1] : [\"a\", \"b\"]", "[\"1\"]"),
        ("true ? [1, \"a\"] : [2, \"b\"]", "[1,\"a\"]"),
        ("true ? { a = 1 } : { a = \"x\" }", "<a=\"1\">"),
        ("false ? toset([]) : [\"b\", \"a\", \"b\"]", "{\"a\",\"b\"}"),
        ("true ? [1, true] : []", "!"),
        ("true ? null : [1]", "null"),
        ("tolist([[1], [\"a\"]])", "[[\"1\"],[\"a\"]]"),
        ("tolist([1, true])", "!"),
        ("tolist([{ a = 1 }, { b = \"x\" }])", "[<a=\"1\">,<b=\"x\">]"),
        ("tomap({ a = [1], b = [\"x\"] })", "<a=[\"1\"],b=[\"x\"]>"),
        ("toset([[\"b\"], [\"a\"]])", "{[\"a\"],[\"b\"]}"),
        ("toset([{ a = 2 }, { a = 1 }])", "{<a=1>,<a=2>}"),
        ("toset([\"b\", null, \"a\"])", "{\"a\",\"b\",null}"),
        ("setsubtract([\"1\", \"2\"], [1])", "{\"2\"}"),
        ("setintersection([1], [\"1\"])", "{\"1\"}"),
        ("setunion([\"a\"], [1])", "{\"1\",\"a\"}"),
        (
            "setproduct([\"b\", \"a\"], toset([\"y\", \"x\"]))",
            "{[\"a\",\"x\"],[\"a\",\"y\"],[\"b\",\"x\"],[\"b\",\"y\"]}",
        ),
        ("setproduct([1, \"a\"], [\"x\"])", "[[\"1\",\"x\"],[\"a\",\"x\"]]"),
        ("matchkeys([\"a\"], [\"1\"], [1])", "[\"a\"]"),
        ("concat(tolist([\"a\"]), tolist([1]))", "[\"a\",\"1\"]"),
        ("chunklist([1, \"a\"], 1)", "[[\"1\"],[\"a\"]]"),
        ("distinct([{ a = 1 }, { a = \"1\" }])", "[<a=\"1\">]"),
        ("contains([\"1\", \"2\"], 1)", "false"),
        ("contains([1], \"1\")", "false"),
        ("anytrue([false, null])", "false"),
        ("lookup({ a = \"x\" }, \"b\", 5)", "?"),
        ("lookup({ a = [\"x\"] }, \"b\", [])", "[]"),
        ("lookup({ a = \"x\" }, \"b\", [\"y\"])", "[\"y\"]"),
        ("100 * 1.1", "110"),
        ("-7 % 7", "0"),
        ("\"x${0 / -3}\"", "\"x-0\""),
        ("[for k, v in (true ? toset([\"a\"]) : keys(local.m)) : k]", "[\"a\"]"),
        ("keys(local.m) == [\"a\", \"b\"]", "true"),
        ("one(null)", "!"),
        ("concat()", "?"),
    ]);
}

#[test]
fn texts_are_those_of_terraform() {
    check(&[
        ("title(\"o'neil x-y\")", "\"O'Neil X-Y\""),
        ("format(\"%v\", 1000000)", "?"),
        ("format(\"%v\", 123456)", "\"123456\""),
        ("format(\"%v\", [1, \"a\", null])", "\"[1,\\\"a\\\",null]\""),
        ("format(\"%.3v|\", \"abcdef\")", "\"abcdef|\""),
        ("format(\"%q\", \"<é>\")", "\"\\\"\\\\u003cé\\\\u003e\\\"\""),
        ("format(\"%.2f\", 12.345)", "?"),
        ("format(\"%.1f\", 0.25)", "\"0.2\""),
        ("format(\"%s\", null)", "?"),
        ("regex(\"[\\\\w.]+\", \"ab.é\")", "\"ab.\""),
        ("regex(\"[]a]+\", \"]a\")", "\"]a\""),
        ("regex(\"[[a]\", \"[\")", "\"[\""),
        ("regex(\"[a&&b]\", \"&\")", "\"&\""),
        ("regex(\"\\\\<a\", \"<a\")", "\"<a\""),
        ("regex(\"a**\", \"aa\")", "?"),
        ("regex(\"a+?\", \"aa\")", "\"a\""),
        ("regex(\"é\\\\b\", \"é \")", "!"),
        ("regex(\"\\\\u0041\", \"A\")", "?"),
        ("regex(\"[[:upper:]\\\\d]+\", \"abC1\")", "\"C1\""),
        ("yamldecode(\"- yes\\n- Off\\n- yEs\\n- 'on'\\n\")", "[true,false,\"yEs\",\"on\"]"),
        ("yamldecode(\"on: 1\\n\")", "?"),
        ("yamldecode(\"'a b': 1\\n\")", "<a b=1>"),
        ("yamldecode(\"[a, yes]\")", "[\"a\",true]"),
        ("yamldecode(\"- 1e3\\n- .5\\n- 010\\n- 0x1f\\n- 1a\\n\")", "[1000,0.5,?,?,\"1a\"]"),
        ("yamldecode(\"a: !!str 1\\n\")", "?"),
        ("yamldecode(\"a: |\\n  x\")", "?"),
        ("yamldecode(\"a: |\\n  x\\n\")", "<a=\"x\\n\">"),
        ("yamldecode(\"# c\\n\")", "?"),
        ("yamlencode(1)", "\"1\\n...\\n\""),
        ("yamlencode({ a = \"x\\ny\" })", "?"),
        ("csvdecode(\"a,a\\n1,2\")", "!"),
        ("<<-X\n    %{ if true }\n    yes\n    %{ endif }\n  X\n", "\"\\nyes\\n\\n\""),
        ("<<-X\n    a\n   \n      b\n  X\n", "\"a\\n   \\n  b\\n\""),
        ("<<-X\n%{ if true }\n    yes\n%{ endif }\n    tail\n  X\n", "\"\\n    yes\\n\\n    tail\\n\""),
        (
            "<<-X\n    %{~ for s in local.l ~}\n    ${s}\n    %{~ endfor ~}\n    end\n  X\n",
            "\"    a\\n    b\\n    end\\n\"",
        ),
        ("<<-X\n    %{ for s in local.l ~}\n    ${s}\n    %{ endfor ~}\n  X\n", "\"    a\\n    b\\n\""),
        ("<<-X\n    $${x} %%{y}\n      ${\"q\"}\n  X\n", "\"${x} %{y}\\n  q\\n\""),
    ]);
}

#[test]
fn work_is_bounded() {
    let bombs = [
        "setproduct(range(100), range(100), range(100), range(100))",
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]",
        "format(\"%99999999s\", \"a\")",
        "join(\"x\", [for a in range(1000) : format(\"%9999s\", \"a\")])",
        "indent(1000000000, \"a\\nb\")",
        "replace(replace(replace(format(\"%9999s\", \"\"), \" \", format(\"%9999s\", \"\")), \" \", \"          \"), \" \", \"          \")",
        "regex(\"(a{1000}){1000}\", \"a\")",
        "flatten([for a in range(1024) : [for b in range(1024) : b]])",
    ];
    for bomb in bombs {
        let found = evaluated(&names(), &format!("length({bomb})"));
        assert_eq!(found, "?", "{bomb}");
    }
}
