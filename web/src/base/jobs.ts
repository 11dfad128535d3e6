// Long work of this account, also what another window or an earlier visit began.
import { computed, ref } from 'vue';
import { api, type Job } from '../api';

export const jobs = ref<Job[]>([]);
export const isOver = (job: Job): boolean => job.state !== 'waiting' && job.state !== 'running';
export const going = computed(() => jobs.value.filter((job) => !isOver(job)).length);
let timer: ReturnType<typeof setTimeout> | undefined;

export async function lookForJobs(): Promise<void> {
  clearTimeout(timer);
  jobs.value = await api.jobs();
  // What goes on is looked at until it is over.
  if (going.value) timer = setTimeout(() => void lookForJobs().catch(() => undefined), 2000);
}
