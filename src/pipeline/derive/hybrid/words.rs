//! What shows something about a hybrid deployment, as it stands at its place.

use crate::lang::said;
use crate::text::data::Text;

said! {
    runs(name: &str, release: &str, build: &str): "{name} runs Exchange {release} ({build})", "{name} 运行 Exchange {release}（{build}）";
    runs_unlisted(name: &str, build: &str):
        "{name} runs a build that no table lists ({build})", "{name} 的版本（{build}）不在已知版本之列";
    is_hybrid_server(name: &str): "{name} is a hybrid server", "{name} 是混合服务器";
    configuration: "a hybrid configuration exists", "存在混合配置";
    hybrid_mail(name: &str): "connector “{name}” carries hybrid mail", "连接器“{name}”承载混合邮件流";
    organization: "the tenant knows an on-premises organization", "租户中登记了本地组织";
    connector: "an intra-organization connector exists", "存在组织内连接器";
    relationship(name: &str): "relationship “{name}” leads to the cloud", "组织关系“{name}”指向云端";
    wizard(name: &str): "connector “{name}” was made by the Hybrid Configuration Wizard", "连接器“{name}”由混合配置向导创建";
    is_on(what: &str): "{what} is switched on", "已启用 {what}";
    centralized(name: &str): "connector “{name}” sends all mail by way of the own servers", "连接器“{name}”使所有邮件经本地服务器路由";
    moved(name: &str): "{name} was moved to the cloud", "{name} 已迁移到云端";
    archive(name: &str): "the archive of {name} is in the cloud", "{name} 的存档在云端";
    search(name: &str): "“{name}” is an In-Place eDiscovery search", "“{name}”是就地电子数据展示搜索";
    archives_open: "users may open archives in the cloud", "用户可打开云存档";
    retention(name: &str): "tag “{name}” moves mail to the archive", "保留标记“{name}”会将邮件移至存档";
    row(document: &str): "row “{document}”", "文档行“{document}”";
    noted_row(document: &str, note: &Text): ("row “{document}”: {}", note.en), ("文档行“{document}”：{}", note.zh_cn);
}
