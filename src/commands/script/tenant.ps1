
# The tenant by all the names that it is asked for.
$Label = $Tenant.Split('.')[0]
$Organization = if ($Tenant.Contains('.')) { $Tenant } else { $Label + '.partner.onmschina.cn' }
if (-not $TenantId) { $TenantId = $Organization }
$Admin = "https://$Label-admin.sharepoint.cn"
