/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * The user's state machine: a deterministic object that every node runs in step.
 * <p>
 * Commands are applied by one thread at a time, in log order. Queries may run beside each
 * other but never beside a command, so plain fields and collections are enough. Applying
 * a command must depend on nothing but the state, the input and the context: no clock, no
 * randomness, no environment. An exception thrown from {@link #apply} becomes the
 * command's outcome (113) on every replica alike; the machine must be left as it was.
 *
 * @param <I> the type of the inputs, read from JSON. A sealed interface of records is
 * read externally tagged: <code>{"Put":{"key":"a","value":1}}</code>,
 * <code>{"Put":["a",1]}</code> or, without components, {@code "List"}
 */
public interface Machine<I> {

	/**
	 * Apply one input and return its output.
	 * @param context what is known of the input
	 * @param input the input
	 * @return the output, anything that can be written as JSON; {@code null} is JSON
	 * {@code null}
	 * @throws Exception becomes the command's outcome, 113 with the message as reason
	 */
	@Nullable Object apply(ApplyContext context, I input) throws Exception;

	/**
	 * Return whether applying the input leaves the machine as it is. Only such an input
	 * may be sent as a query; any other is refused with 103, so that no replica can drift
	 * from the others. Called on any thread, before the input is applied.
	 * @param input the input
	 * @return whether it only reads; as it comes, whether its class is marked
	 * {@link ReadOnly}
	 */
	default boolean isReadOnly(I input) {
		return input.getClass().isAnnotationPresent(ReadOnly.class);
	}

	/**
	 * Return whether a query of this input takes some microseconds at most, whatever the
	 * state is: a look-up, not a walk, nothing that waits, and a small output. Such a
	 * query is answered on the node's event loop, while no command is being applied. That
	 * saves it the way to the machine's thread and back; but all of the node waits for
	 * it, and when it takes longer than an election timeout, leadership is lost. It may
	 * run beside other queries. Called on any thread, for queries only.
	 * @param input the input
	 * @return whether it is quick; as it comes, whether its class is marked
	 * {@link ReadOnly#quick()}
	 */
	default boolean isQuick(I input) {
		return QuickTypes.contain(input.getClass());
	}

	/**
	 * Capture the state between two commands. The result is written in the background
	 * while further commands are applied, so it must not see them: return a copy, or a
	 * view of a persistent structure. As it comes, the non-transient fields are copied as
	 * JSON, which holds commands back for as long as the copying takes.
	 * @return the captured state
	 * @throws IOException if the state cannot be captured
	 */
	default SnapshotWriter takeSnapshot() throws IOException {
		return MachineFields.capture(this);
	}

	/**
	 * Replace the whole state by the one that {@link #takeSnapshot()} wrote.
	 * @param snapshot the bytes that were written, in a stream of bounded memory
	 * @throws IOException if the stream cannot be read or is not such a state
	 */
	default void restoreSnapshot(InputStream snapshot) throws IOException {
		MachineFields.restore(this, snapshot);
	}

}
