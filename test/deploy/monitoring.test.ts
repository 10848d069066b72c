import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { DEPLOY } from '../helpers/deploy.js'
import { describeWith, findBinary } from '../helpers/server-binaries.js'
import { MONITORING, shippedAlerts, shippedDashboard } from './monitoring.js'

const metadata = z.strictObject({
  name: z.string(),
  namespace: z.string(),
  labels: z.record(z.string(), z.string()),
})

/** monitoring.coreos.com/v1, as far as it is used here: the operator refuses or drops unknown fields. */
const duration = z.string().regex(/^\d+[smh]$/)
const SERVICE_MONITOR = z.strictObject({
  apiVersion: z.literal('monitoring.coreos.com/v1'),
  kind: z.literal('ServiceMonitor'),
  metadata,
  spec: z.strictObject({
    selector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }),
    endpoints: z
      .array(
        z.strictObject({
          port: z.string(),
          path: z.string(),
          interval: duration,
          scrapeTimeout: duration,
        }),
      )
      .min(1),
  }),
})
const text = z.string().min(1)
const PROMETHEUS_RULE = z.strictObject({
  apiVersion: z.literal('monitoring.coreos.com/v1'),
  kind: z.literal('PrometheusRule'),
  metadata,
  spec: z.strictObject({
    groups: z.array(
      z.strictObject({
        name: text,
        rules: z.array(
          z.strictObject({
            alert: text,
            expr: text,
            for: duration.optional(),
            labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
            annotations: z.strictObject({ summary: text, description: text }),
          }),
        ),
      }),
    ),
  }),
})

interface Service {
  readonly metadata: { readonly namespace: string; readonly labels: Record<string, string> }
  readonly spec: { readonly ports: readonly { readonly name: string }[] }
}

function build(folder: string): Map<string, unknown> {
  const built = execFileSync(findBinary('kubectl')!, ['kustomize', folder], { encoding: 'utf8' })
  return new Map(
    parseAllDocuments(built).map((document) => {
      const manifest = document.toJS() as { kind: string }
      return [manifest.kind, manifest]
    }),
  )
}

describeWith(['kubectl'], 'what kustomize makes of deploy/monitoring', () => {
  it('is a ServiceMonitor, a PrometheusRule and a ConfigMap, without unknown fields', () => {
    const built = build(MONITORING)
    expect([...built.keys()].sort()).toEqual(['ConfigMap', 'PrometheusRule', 'ServiceMonitor'])
    const monitor = SERVICE_MONITOR.parse(built.get('ServiceMonitor'))
    const rule = PROMETHEUS_RULE.parse(built.get('PrometheusRule'))
    expect(monitor.metadata.labels).toEqual(rule.metadata.labels)
    expect(rule.spec).toEqual(shippedAlerts())
  })

  it('has the dashboard where Grafana’s sidecar looks for it', () => {
    const map = build(MONITORING).get('ConfigMap') as {
      metadata: { labels: Record<string, string> }
      data: Record<string, string>
    }
    expect(map.metadata.labels).toMatchObject({ grafana_dashboard: '1' })
    expect(JSON.parse(map.data['planner.json']!)).toEqual(shippedDashboard())
  })

  it('scrapes the Service of deploy/kustomize at a port that it has', () => {
    const { metadata: at, spec } = SERVICE_MONITOR.parse(build(MONITORING).get('ServiceMonitor'))
    const service = build(DEPLOY).get('Service') as Service
    expect(service.metadata.namespace).toBe(at.namespace)
    expect(service.metadata.labels).toMatchObject(spec.selector.matchLabels)
    const ports = service.spec.ports.map(({ name }) => name)
    expect(ports).toEqual(spec.endpoints.map(({ port }) => port))
  })

  it('is not needed by deploy/kustomize, whose kinds every cluster has', () => {
    for (const manifest of build(DEPLOY).values()) {
      expect((manifest as { apiVersion: string }).apiVersion).not.toContain('monitoring.coreos.com')
    }
  })
})
