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

/**
 * Which input types are marked as quick, looked up once.
 */
final class QuickTypes {

	private static final ClassValue<Boolean> QUICK = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			ReadOnly readOnly = type.getAnnotation(ReadOnly.class);
			return readOnly != null && readOnly.quick();
		}

	};

	private QuickTypes() {
	}

	static boolean contain(Class<?> type) {
		return QUICK.get(type);
	}

}
