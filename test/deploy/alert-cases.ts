/** Series of a scrape every 30 s, in promtool's notation: `1x60` is 1 and then 60 times the same. */
export type Series = Readonly<Record<string, string>>

const target = (pod: string) => `namespace="dynamo",job="planner",pod="${pod}",instance="${pod}"`

/** Of one process: all that the rules read, in its healthy course of intervals of 180 s. */
function processSeries(pod: string, leader: string): Series {
  return Object.fromEntries(
    Object.entries({
      planner_leader: leader,
      planner_acts: '1x240',
      planner_consecutive_holds: '0x240',
      // Observed every 180 s, six scrapes.
      planner_last_success_timestamp_seconds: stairs(180),
      planner_adjustment_interval_seconds: '180x240',
      planner_intervals_total: '0+1x240',
      planner_ttft_target_seconds: '0.5x240',
      planner_itl_target_seconds: '0.05x240',
      'planner:observed_request_rate': '2x240',
      'planner:observed_ttft': '400x240',
      'planner:observed_itl': '40x240',
    }).map(([name, values]) => [`${name}{${target(pod)}}`, values]),
  )
}

function stairs(step: number): string {
  return Array.from({ length: 41 }, (_, index) => `${index * step}x5`).join(' ')
}

export const of = (name: string, pod = 'a') => `${name}{${target(pod)}}`

export const failed = (pod = 'a') => `planner_decisions_total{outcome="failed",${target(pod)}}`

/** One acts, the other stands by; nothing is wrong. */
export const HEALTHY: Series = {
  ...processSeries('a', '1x240'),
  ...processSeries('b', '0x240'),
  [failed('a')]: '0x240',
  [failed('b')]: '0x240',
}

export interface AlertCase {
  readonly title: string
  /** Values other than the healthy ones; null: the series is not there. */
  readonly series: Readonly<Record<string, string | null>>
  readonly at: string
  /** The only alerts that fire, with what tells them apart from each other and how they say it. */
  readonly fires: readonly {
    readonly alert: string
    readonly labels: Readonly<Record<string, string>>
    readonly description: string
  }[]
}

const JOB = { namespace: 'dynamo', job: 'planner' }
const LAST_SUCCESS = 'planner_last_success_timestamp_seconds'
const nothing = Object.fromEntries(Object.keys(HEALTHY).map((name) => [name, null]))

const seesNothing = (pod: string) => ({
  alert: 'PlannerNoSuccess',
  labels: { ...JOB, pod, instance: pod },
  description: `The planner at ${pod} of planner in dynamo has observed no interval whole for three intervals.`,
})

export const ALERT_CASES: readonly AlertCase[] = [
  { title: 'one acts and one stands by', series: {}, at: '90m', fires: [] },
  {
    title: 'nothing is scraped',
    series: nothing,
    at: '6m',
    fires: [
      {
        alert: 'PlannerAbsent',
        labels: {},
        description: 'Nobody scales the deployment, or its metrics do not reach Prometheus.',
      },
    ],
  },
  {
    title: 'nothing is scraped for less than five minutes',
    series: nothing,
    at: '4m',
    fires: [],
  },
  {
    title: 'nobody holds the lease',
    series: { [of('planner_leader')]: '0x240' },
    at: '6m',
    fires: [
      {
        alert: 'PlannerNoLeader',
        labels: JOB,
        description: 'Planners of planner in dynamo run, and none holds the lease.',
      },
    ],
  },
  {
    title: 'a hand-over of two minutes without a leader',
    series: { [of('planner_leader')]: '1x20 0x219', [of('planner_leader', 'b')]: '0x24 1x215' },
    at: '12m',
    fires: [],
  },
  {
    title: 'both may act',
    series: { [of('planner_leader', 'b')]: '1x240' },
    at: '3m',
    fires: [
      {
        alert: 'PlannerTwoLeaders',
        labels: JOB,
        description: '2 planners of planner in dynamo may act at once.',
      },
    ],
  },
  {
    title: 'one acts, and one that advises leads itself and holds',
    series: {
      [of('planner_leader', 'b')]: '1x240',
      [of('planner_acts', 'b')]: '0x240',
      [of('planner_consecutive_holds', 'b')]: '9x240',
    },
    at: '60m',
    fires: [],
  },
  {
    title: 'all only advise',
    series: {
      [of('planner_leader', 'b')]: '1x240',
      [of('planner_acts')]: '0x240',
      [of('planner_acts', 'b')]: '0x240',
    },
    at: '60m',
    fires: [],
  },
  {
    title: 'nobody holds the lease beside one that advises',
    series: {
      [of('planner_leader')]: '0x240',
      [of('planner_leader', 'b')]: '1x240',
      [of('planner_acts', 'b')]: '0x240',
    },
    at: '6m',
    fires: [
      {
        alert: 'PlannerNoLeader',
        labels: JOB,
        description: 'Planners of planner in dynamo run, and none holds the lease.',
      },
    ],
  },
  {
    title: 'two scrapes around a hand-over see two leaders',
    series: { [of('planner_leader')]: '1x21 0x218', [of('planner_leader', 'b')]: '0x20 1x219' },
    at: '630s',
    fires: [],
  },
  {
    title: 'the leader has held five intervals, whose traffic it saw',
    series: { [of('planner_consecutive_holds')]: '5x240' },
    at: '1m',
    fires: [
      {
        alert: 'PlannerHolding',
        labels: JOB,
        description:
          'The planner planner in dynamo has held the replicas for 5 intervals in a row.',
      },
    ],
  },
  {
    title: 'the leader has held four intervals, the stand-by more',
    series: {
      [of('planner_consecutive_holds')]: '4x240',
      [of('planner_consecutive_holds', 'b')]: '9x240',
    },
    at: '60m',
    fires: [],
  },
  {
    title: 'the stand-by saw its last interval 720 s ago',
    series: { [of(LAST_SUCCESS, 'b')]: '0x240' },
    at: '12m',
    fires: [seesNothing('b')],
  },
  {
    title: 'the stand-by has served three intervals and observed none',
    series: { [of(LAST_SUCCESS, 'b')]: null, [of('planner_intervals_total', 'b')]: '3x240' },
    at: '2m',
    fires: [seesNothing('b')],
  },
  {
    title: 'two intervals without an observation, and a start without any',
    series: {
      [of(LAST_SUCCESS)]: '0x240',
      [of(LAST_SUCCESS, 'b')]: null,
      [of('planner_intervals_total', 'b')]: '2x240',
    },
    at: '9m',
    fires: [],
  },
  ...(['ttft', 'itl'] as const).flatMap((latency): AlertCase[] => {
    const observed = of(`planner:observed_${latency}`)
    const missed = { ttft: '750x240', itl: '75x240' }[latency]
    const name = { ttft: 'Ttft', itl: 'Itl' }[latency]
    const rate = of('planner:observed_request_rate')
    return [
      {
        title: `${latency} is above its target`,
        series: { [observed]: missed },
        at: '16m',
        fires: [
          {
            alert: `Planner${name}TargetMissed`,
            labels: JOB,
            description: `Mean ${latency.toUpperCase()} of the deployment of planner in dynamo is 150% of its target.`,
          },
        ],
      },
      {
        title: `${latency} has been above its target for 14 minutes`,
        series: { [observed]: missed },
        at: '14m',
        fires: [],
      },
      {
        title: `${latency} was above its target when the last request came`,
        series: { [observed]: missed, [rate]: '0x240' },
        at: '60m',
        fires: [],
      },
      {
        title: `${latency} is above its target by what the stand-by last saw`,
        series: { [of(`planner:observed_${latency}`, 'b')]: missed },
        at: '60m',
        fires: [],
      },
      {
        title: `${latency} was above its target when it was last seen`,
        series: {
          [observed]: missed,
          [of(LAST_SUCCESS)]: '0x240',
          [of(LAST_SUCCESS, 'b')]: '0x240',
        },
        at: '16m',
        fires: [seesNothing('a'), seesNothing('b')],
      },
      {
        title: `${latency} is at its target`,
        series: { [observed]: { ttft: '500x240', itl: '50x240' }[latency] },
        at: '60m',
        fires: [],
      },
    ]
  }),
  {
    title: 'three orders fail within an hour, at two leaders',
    series: { [failed('a')]: '0x10 1x19 2x210', [failed('b')]: '0x50 1x189' },
    at: '30m',
    fires: [
      {
        alert: 'PlannerOrdersFailing',
        labels: JOB,
        description: '3 orders of planner in dynamo failed within the past hour.',
      },
    ],
  },
  {
    title: 'two orders fail within an hour',
    series: { [failed()]: '0x10 1x19 2x209' },
    at: '40m',
    fires: [],
  },
]
