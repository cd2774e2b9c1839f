//! Why a rule is not begun.

use crate::lang::said;

said! {
    no_id(id: &str):
        "{id} is no id of a rule: a service and a name, such as sharepoint/guest-links, in small letters, digits and -",
        "{id} 不是规则 ID：应为服务和名称，例如 sharepoint/guest-links，只用小写字母、数字和 -";
    exists(id: &str): "there is a rule {id} already", "规则 {id} 已存在";
    which_kind(kinds: &[&str]): ("which kind is it about? Say --kind KIND; there are: {}", kinds.join(", ")),
        ("请用 --kind KIND 指定规则所针对的资源类型，可用的有：{}", kinds.join("、"));
}
