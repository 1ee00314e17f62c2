import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { SERVICE_NAME, VERSION } from './service.ts';

export interface TraceProviderOptions {
  /** Whole address that batches are posted to. */
  readonly url: string;
  /** Told of every batch that could not be delivered. */
  readonly onFailure: (error: unknown) => void;
}

/** Callers choose the operation's name; nothing of a span grows with it. */
const MAX_VALUE_LENGTH = 256;

/**
 * Collects spans and sends them in batches. Sampler, headers, timeout, compression, batches and what the service is called come
 * from OpenTelemetry's own variables, read by its libraries. Registers nothing globally, so that libraries of the process do not begin to trace.
 */
export function createTraceProvider({ url, onFailure }: TraceProviderOptions): BasicTracerProvider {
  const exporter = new OTLPTraceExporter({ url });
  const own = resourceFromAttributes({ 'service.name': SERVICE_NAME, 'service.version': VERSION });
  return new BasicTracerProvider({
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    generalLimits: { attributeValueLengthLimit: MAX_VALUE_LENGTH },
    spanProcessors: [new BatchSpanProcessor(reportFailures(exporter, onFailure))],
  });
}

/** The processor drops failed batches without a word unless a logger is installed for the whole process. */
function reportFailures(exporter: SpanExporter, onFailure: (error: unknown) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code === ExportResultCode.FAILED) onFailure(result.error);
        done(result);
      }),
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
