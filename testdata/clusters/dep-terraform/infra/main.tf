resource "helm_release" "alluxio" {
  name       = "alluxio"
  repository = "https://alluxio-charts.storage.googleapis.com/openSource/2.7.3"
  chart      = "alluxio"
  version    = "0.6.40"
  values     = [file("${path.module}/values.yaml")]
  set {
    name  = "imageTag"
    value = "2.7.3"
  }
  set {
    name  = "properties.alluxio\\.worker\\.memory\\.size"
    value = "4GB"
  }
  set {
    name  = "journal.format.runFormat"
    value = true
  }
}
