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

package io.raftboot.machine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallsTests {

	private final Calls calls = new Calls("default", Duration.ofMillis(50),
			new MachineMeters(new SimpleMeterRegistry(), "default"));

	@BeforeEach
	void start() {
		this.calls.start();
	}

	@AfterEach
	void close() {
		this.calls.close();
	}

	@Test
	void aCallThatNobodyAnswersIsAnsweredAfterTheTimeout() {
		WaitingCall call = new WaitingCall(this.calls);
		assertThat(this.calls.register(call)).isNull();
		assertThat(call.ended()).isEqualTo(ErrorCode.RESULT_UNKNOWN);
	}

	@Test
	void soIsOneWhoseThreadWasHeldUpWhileItTookItsPlace() {
		WaitingCall call = new WaitingCall(this.calls) {

			@Override
			void registered(long number, long deadlineNanos) {
				super.registered(number, deadlineNanos);
				letASweepPass();
			}

		};
		assertThat(this.calls.register(call)).isNull();
		assertThat(call.ended()).isEqualTo(ErrorCode.RESULT_UNKNOWN);
	}

	/**
	 * Let another call come and go, and the thread that sweeps come to rest.
	 */
	private void letASweepPass() {
		WaitingCall other = new WaitingCall(this.calls);
		assertThat(this.calls.register(other)).isNull();
		other.ended();
		while (this.calls.thread().getState() != Thread.State.WAITING) {
			Thread.onSpinWait();
		}
	}

	/**
	 * A call that only its timeout ends.
	 */
	private static class WaitingCall extends Call {

		private final CompletableFuture<ErrorCode> code;

		WaitingCall(Calls calls) {
			this(calls, new CompletableFuture<>());
		}

		private WaitingCall(Calls calls, CompletableFuture<ErrorCode> code) {
			super(calls, ApplyKind.COMMAND, "input", 5, new OutcomeHandler() {

				@Override
				public void succeeded(byte[] json) {
					throw new AssertionError("there is nobody to answer");
				}

				@Override
				public void failed(RaftException problem) {
					code.complete(problem.code());
				}

			});
			this.code = code;
		}

		@Override
		void unanswered() {
			fail(ErrorCode.RESULT_UNKNOWN, null);
		}

		@Override
		void run() {
			throw new AssertionError("nothing runs it");
		}

		ErrorCode ended() {
			return this.code.orTimeout(10, TimeUnit.SECONDS).join();
		}

	}

}
