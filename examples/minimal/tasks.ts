// Tasks: added, done. A whole bounded context in one file.
import { defineCommands, defineDecider, defineDocument, defineEvents, defineModule } from '#engine';
import { defineProjection, event, id, NothingToChange, reject } from '#engine';
import { z } from 'zod';

const title = z.string().min(1).max(200).meta({ description: 'What is to do, in 1 to 200 characters.' });
const isDone = z.boolean().meta({ description: 'Once it is true it stays so.' });

const TaskEvents = defineEvents('task', {
  TaskAdded: event<{ title: string }>(),
  TaskFinished: event<Record<string, never>>(),
});

const TaskCommands = defineCommands('task', {
  addTask: {
    description: 'Adds a task that is not done.',
    creates: 'taskId',
    input: z.object({ taskId: id(), title }),
    emits: ['TaskAdded'],
  },
  finishTask: {
    description: 'Says that a task is done. Refused if it was done before.',
    changes: 'taskId',
    input: z.object({ taskId: id() }),
    emits: ['TaskFinished'],
    refuses: [NothingToChange],
  },
});

const initialState: { readonly isDone: boolean } = { isDone: false };

const taskDecider = defineDecider({
  commands: TaskCommands,
  events: TaskEvents,
  initialState,
  decide: {
    addTask: (_task, { title }) => TaskEvents.TaskAdded({ title }),
    finishTask: ({ isDone }) => (isDone ? reject(NothingToChange, {}) : TaskEvents.TaskFinished({})),
  },
  evolve: { TaskAdded: (task) => task, TaskFinished: () => ({ isDone: true }) },
});

const taskProjection = defineProjection('task', {
  document: defineDocument('Task', { title, isDone }, { description: 'Something to do.' }),
  from: [TaskEvents],
  create: { TaskAdded: ({ data: { title } }) => ({ title, isDone: false }) },
  update: { TaskFinished: (task) => ({ ...task, isDone: true }) },
});

export const tasks = defineModule('tasks', {
  events: [TaskEvents],
  deciders: [taskDecider],
  graphql: (g) => {
    g.mutations(TaskCommands, { shows: taskProjection });
    g.document(taskProjection);
  },
});
