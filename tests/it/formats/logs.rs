//! Logs: what servers, proxies and clients write about requests, and Okta's System Log.

use super::check;

#[test]
fn access_log_apache_vhost() {
    check("access-log/apache-vhost.log", &[]);
}

#[test]
fn access_log_clients() {
    check("access-log/clients.log", &[]);
}

#[test]
fn access_log_cloudfront() {
    check("access-log/cloudfront.log", &[]);
}

#[test]
fn access_log_envoy() {
    check("access-log/envoy.log", &[]);
}

#[test]
fn access_log_json_lines() {
    check("access-log/json-lines.log", &[]);
}

#[test]
fn access_log_load_balancers() {
    check("access-log/load-balancers.log", &[]);
}

#[test]
fn access_log_nginx_combined() {
    check("access-log/nginx-combined.log", &[]);
}

#[test]
fn access_log_terraform_json() {
    check("access-log/terraform-json.log", &[]);
}

#[test]
fn access_log_terraform_text() {
    check("access-log/terraform-text.log", &[]);
}

#[test]
fn system_log_elastic() {
    check("system-log/elastic.json", &[]);
}

#[test]
fn system_log_event_bridge() {
    check("system-log/event-bridge.json", &[]);
}

#[test]
fn system_log_exporter() {
    check("system-log/exporter.json", &[]);
}

#[test]
fn system_log_forwarded() {
    check("system-log/forwarded.log", &[]);
}

#[test]
fn system_log_interleaved() {
    check("system-log/interleaved.ndjson", &[]);
}

#[test]
fn system_log_pages() {
    check("system-log/pages.json", &[]);
}

#[test]
fn system_log_splunk() {
    check("system-log/splunk.json", &[]);
}
