//! What is said of the files of kinds that users bring.

use crate::lang::said;

said! {
    no_format(name: &str, form: &str): "{name}: there is no format {form}", "{name}：格式 {form} 不存在";
    no_type(name: &str, other: &str): "{name}: a setting cannot be of type {other}", "{name}：设置不能是 {other} 类型";
    no_value_of(name: &str, to: &str): "{name}: there is no value {to}", "{name}：没有取值 {to}";
    no_null(name: &str, value: &serde_json::Value):
        "{name}: null_means: {value} is no value of the setting", "{name}：null_means：{value} 不是该设置的取值";
    no_place(name: &str, path: &str):
        "{name}: declared_in: {path} is no place in a declaration", "{name}：declared_in：声明文件中没有 {path}";
    no_setting(name: &str): "there is no setting {name}", "设置 {name} 不存在";
    no_value(name: &str): "there is no value {name}", "没有取值 {name}";
    no_witness: "unset_when names no settings", "unset_when 没有指明设置";
    too_many: "more settings, values or names than can be told apart", "设置、取值或名称过多，无法区分";
}
