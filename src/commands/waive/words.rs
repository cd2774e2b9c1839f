//! Why a waiver is not written.

use jiff::civil::Date;

use crate::diagnostic::{Code, told};
use crate::lang::said;
use crate::model::place::Place;

told! {
    repeated(there: Place): Code::WaiverRepeated, "there is such a waiver already", "已有相同的豁免",
        at there "this one", "已有的豁免",
        help "change its reason and its last day here", "请直接在此处修改原因和到期日";
}

said! {
    one_array: "the file writes its waivers as one array; write each as a [[waiver]] table first",
        "该文件用一个数组写出所有豁免；请先改为逐项 [[waiver]] 表";
    empty(name: &str): "{name} is empty", "{name} 为空";
    barred(id: &str): "nobody may waive {id}; tenantlint explain {id} says why",
        "规则 {id} 不允许豁免；原因见 tenantlint explain {id}";
    too_broad(rule: &str): "{rule} without a resource accepts too much: name a rule, or add --resource",
        "{rule} 未限定资源，范围过大：请指明规则，或加上 --resource";
    over(expires: Date, today: Date): "{expires} is over: today is {today} (UTC)", "{expires} 已过：今天是 {today}（UTC）";
    value_of_what(names: &[&str]): ("--value needs --setting, one of {}", names.join(", ")),
        ("--value 须同时指定 --setting，可选：{}", names.join("、"));
    several(name: &str): "{name} has one value, not several", "{name} 只有一个值，不能写多个";
    no_value(name: &str, text: &str, values: &[&str]): ("{text} is no value of {name}: {}", values.join(", ")),
        ("{name} 没有值 {text}，可用：{}", values.join("、"));
}
